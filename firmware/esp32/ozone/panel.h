/**
 * What the customer touches: three buttons, the relay of the generator, the loop through door and emergency stop. `tick` is
 * called by a timer of its own, so a slow card or network delays neither a press nor the end of a run.
 */
#pragma once
#include <mutex>
#include "press.h"

/** The pins as they are at this moment. */
struct Levels {
  bool isDown[kindCount];
  bool isInterlockOpen;
};

struct PanelTiming {
  /** A contact that is steady for so long is believed. */
  uint32_t bounceMs;
  /** After a press nothing is one for so long: impatience is no second treatment. */
  uint32_t holdOffMs;
};

/** No run is longer, whatever is asked for. */
constexpr uint32_t longestRunMs = 3600000;

enum class Ended : uint8_t { done, stopped, interlock };

struct Ran {
  uint32_t ranMs;
  Ended why;
};

class Panel {
 public:
  void begin(const PanelTiming& timing);
  /** Looks at the pins, at least every 10 ms; whether the relay is to be on. */
  bool tick(uint64_t nowMs, const Levels& levels);

  /** The oldest press not taken yet and when it was. */
  bool takePress(Kind& kind, uint64_t& atMs);
  /** Runs for `ms`, at most `longestRunMs`. False while one runs, while one's end is not taken yet, and with the loop open. */
  bool start(uint64_t nowMs, uint32_t ms);
  void stop(uint64_t nowMs);
  /** The end of a run not told yet. */
  bool takeEnded(Ran& ran);
  bool isRunning();
  bool isInterlockOpen();

 private:
  struct Button {
    /** Until it was seen released: one held while the unit starts is no press. */
    bool isDown = true;
    bool isChanging = false;
    uint64_t changedAtMs = 0;
  };
  struct Pressed {
    Kind kind;
    uint64_t atMs;
  };
  static constexpr size_t room = 32;

  bool isPressed(Button& button, bool isDown, uint64_t nowMs) const;
  void note(Kind kind, uint64_t nowMs);
  void end(uint64_t nowMs, Ended why);

  std::mutex mutex_;
  PanelTiming timing_ = {30, 1500};
  Button buttons_[kindCount];
  bool hasPressed_ = false;
  uint64_t pressedAtMs_ = 0;
  Pressed pressed_[room];
  size_t firstPressed_ = 0;
  size_t pressedCount_ = 0;

  bool isInterlockOpen_ = false;
  bool isRunning_ = false;
  uint64_t startedAtMs_ = 0;
  uint32_t runMs_ = 0;
  bool hasEnded_ = false;
  Ran ran_ = {0, Ended::done};
};
