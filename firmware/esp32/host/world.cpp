#include "world.h"
#include <fstream>
#include <stdio.h>
#include <stdlib.h>
#include "../base/json.h"

World world;

namespace {

constexpr const char* nvsPath = "nvs";

std::string hex(const std::string& bytes) {
  std::string text;
  char two[3];
  for (const char byte : bytes) {
    snprintf(two, sizeof two, "%02x", static_cast<unsigned>(static_cast<uint8_t>(byte)));
    text += two;
  }
  return text;
}

}  // namespace

void say(const std::string& json) {
  printf("%s\n", json.c_str());
  fflush(stdout);
}

void advance(uint64_t us) {
  const uint64_t endUs = world.nowUs + us;
  for (;;) {
    Timer* next = nullptr;
    for (Timer& timer : world.timers) {
      if (timer.nextUs <= endUs && (next == nullptr || timer.nextUs < next->nextUs)) next = &timer;
    }
    if (next == nullptr) break;
    if (next->nextUs > world.nowUs) world.nowUs = next->nextUs;
    next->nextUs += next->everyUs;
    next->call();
  }
  world.nowUs = endUs;
}

void step() {
  if (world.stepsLeft == 0) cutPower();
  if (world.stepsLeft > 0) world.stepsLeft--;
}

void cutPower() {
  say(JsonText().flag("cut", true).end());
  _Exit(0);
}

void loadNvs() {
  std::ifstream file(nvsPath);
  std::string key, value;
  while (file >> key >> value) {
    std::string bytes;
    for (size_t i = 0; i + 1 < value.size(); i += 2) bytes += static_cast<char>(strtol(value.substr(i, 2).c_str(), nullptr, 16));
    world.nvs[key] = bytes;
  }
}

void saveNvs() {
  step();
  std::ofstream file("nvs-new");
  for (const auto& entry : world.nvs) file << entry.first << ' ' << hex(entry.second) << '\n';
  file.close();
  rename("nvs-new", nvsPath);
}
