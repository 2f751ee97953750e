/**
 * Reads orders, one a line, until the input ends; after each comes `{"now":<ms>}`. Those before `start` set the scene. The
 * working directory is what outlives a power cut: the folder `sd` and the file `nvs`.
 */
#include <Arduino.h>
#include <ArduinoOTA.h>
#include <errno.h>
#include <iostream>
#include <sstream>
#include <sys/stat.h>
#include "../base/json.h"
#include "mqtt.h"
#include "world.h"

void setup();
void loop();

namespace {

using Order = std::function<void(std::istringstream& rest)>;

template <typename Value>
Value take(std::istringstream& rest) {
  Value value = {};
  rest >> value;
  return value;
}

std::string takeLine(std::istringstream& rest) {
  std::string line;
  std::getline(rest >> std::ws, line);
  return line;
}

/** `word` in front, and whether it was there. */
bool takeIs(std::istringstream& rest, const char* word) { return take<std::string>(rest) == word; }

void runFor(uint64_t ms) {
  for (const uint64_t endUs = world.nowUs + ms * 1000; world.nowUs < endUs;) {
    loop();
    runMqtt();
  }
}

void moveCard(bool isIn) {
  if (isIn == world.isCardIn) return;
  world.isCardIn = isIn;
  if (rename(isIn ? "sd-out" : "sd", isIn ? "sd" : "sd-out") != 0) perror("card");
}

/** Of what surrounds the chip. */
void addScene(std::map<std::string, Order>& orders) {
  orders["pin"] = [](std::istringstream& rest) {
    const int pin = take<int>(rest);
    world.held[pin] = take<int>(rest);
  };
  orders["type"] = [](std::istringstream& rest) { world.serialIn += takeLine(rest) + "\n"; };
  orders["wifi"] = [](std::istringstream& rest) { world.isWifiUp = takeIs(rest, "up"); };
  orders["card"] = [](std::istringstream& rest) { moveCard(takeIs(rest, "in")); };
  orders["slow"] = [](std::istringstream& rest) { world.cardTakesMs = take<uint32_t>(rest); };
  orders["fail"] = [](std::istringstream& rest) { world.failsAfter = take<int64_t>(rest); };
  orders["zeros"] = [](std::istringstream&) { world.leavesZeros = true; };
  orders["rtc"] = [](std::istringstream& rest) {
    const std::string how = take<std::string>(rest);
    world.isRtcThere = how != "out";
    world.hasRtcLostPower = how == "lost";
    world.rtcStartS = take<int64_t>(rest) - static_cast<int64_t>(world.nowUs / 1000000);
  };
  orders["ntp"] = [](std::istringstream& rest) {
    if (world.heardTime) world.heardTime(take<int64_t>(rest));
  };
  orders["volts"] = [](std::istringstream& rest) {
    const int input = take<int>(rest);
    world.milliVolts[input & 3] = take<double>(rest);
  };
  orders["converter"] = [](std::istringstream& rest) { world.isConverterThere = takeIs(rest, "in"); };
  orders["celsius"] = [](std::istringstream& rest) { world.celsius = take<double>(rest); };
  orders["trial"] = [](std::istringstream&) { world.isImageOnTrial = true; };
  orders["update"] = [](std::istringstream&) { ArduinoOTA.isOffered = true; };
}

void addBroker(std::map<std::string, Order>& orders) {
  orders["broker"] = [](std::istringstream& rest) { pretence.isUp = takeIs(rest, "up"); };
  orders["acks"] = [](std::istringstream& rest) { pretence.acknowledges = takeIs(rest, "on"); };
  orders["real"] = [](std::istringstream& rest) { useRealBroker(take<uint16_t>(rest)); };
  for (const bool isRetained : {false, true}) {
    orders[isRetained ? "retained" : "message"] = [isRetained](std::istringstream& rest) {
      const std::string topic = take<std::string>(rest);
      pretendMessage(topic, takeLine(rest), isRetained);
    };
  }
}

void addTime(std::map<std::string, Order>& orders) {
  orders["start"] = [](std::istringstream&) { setup(); };
  orders["run"] = [](std::istringstream& rest) { runFor(take<uint64_t>(rest)); };
  // A long time in which nothing happens.
  orders["leap"] = [](std::istringstream& rest) {
    const uint64_t us = take<uint64_t>(rest) * 1000;
    world.nowUs += us;
    for (Timer& timer : world.timers) timer.nextUs += us;
  };
  orders["cut"] = [](std::istringstream& rest) { world.stepsLeft = take<int64_t>(rest); };
}

}  // namespace

int main() {
  if (mkdir("sd", 0755) != 0 && errno != EEXIST) perror("sd");
  loadNvs();
  std::map<std::string, Order> orders;
  addScene(orders);
  addBroker(orders);
  addTime(orders);
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream rest(line);
    const auto found = orders.find(take<std::string>(rest));
    if (found == orders.end()) say(JsonText().text("unknown", line).end());
    else found->second(rest);
    say(JsonText().number("now", static_cast<int64_t>(world.nowUs / 1000)).end());
  }
  return 0;
}
