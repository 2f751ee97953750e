/**
 * The world of a firmware that was compiled for this computer: a clock that stands still unless told to run, pins, a card, a memory,
 * a network. Orders come as lines on standard input (orders.cpp), what happens goes out as JSON lines.
 */
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <stdint.h>
#include <string>
#include <vector>

struct Timer {
  std::function<void()> call;
  uint64_t everyUs;
  uint64_t nextUs;
};

struct World {
  uint64_t nowUs = 0;
  std::vector<Timer> timers;

  /** What holds an input; one that nothing holds is drawn up. */
  std::map<int, int> held;
  std::map<int, int> driven;

  std::string serialIn;
  std::string serialOut;

  bool isWifiUp = false;
  bool isJoining = false;

  bool isRtcThere = false;
  bool hasRtcLostPower = false;
  /** What the clock chip would have said when the chip started. */
  int64_t rtcStartS = 0;
  std::function<void(int64_t)> heardTime;

  bool isCardIn = true;
  uint32_t cardTakesMs = 0;
  /** The next flush keeps so many bytes and fails; negative is never. */
  int64_t failsAfter = -1;
  /** The power goes after so many more steps; negative is never. A byte on the card is one, a value in NVS another. */
  int64_t stepsLeft = -1;
  /** At the cut the card keeps zeros for what it had no time for. */
  bool leavesZeros = false;

  std::map<std::string, std::string> nvs;

  bool isConverterThere = true;
  double milliVolts[4] = {0, 0, 0, 0};
  double celsius = -127;

  bool isImageOnTrial = false;
};

extern World world;

/** One JSON object as a line. */
void say(const std::string& json);
/** Lets time pass; timers fire on their way. */
void advance(uint64_t us);
/** One more thing that survives; the power may go before it. */
void step();
/** The end of this process, as when the power goes. */
[[noreturn]] void cutPower();
void loadNvs();
void saveNvs();
