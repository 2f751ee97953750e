/**
 * What time it is, and how well that is known. `synced`: compared with a time server or a person within a day. `drifting`: from
 * the DS3231, which kept running. `unknown`: the DS3231 is missing or lost its power; time then goes on from the last moment
 * that is certain to be past, so it never runs backwards, and everything says that it is not known.
 */
#pragma once
#include "press.h"

/** The DS3231 as it answers now. */
struct RtcReading {
  bool isThere;
  /** Its oscillator stood still at some time: it cannot know. */
  bool lostPower;
  int64_t epochS;
};

/** 2024-01-01: no unit is older, so a DS3231 that says less is wrong. */
constexpr int64_t earliestS = 1704067200;

class UnitClock {
 public:
  /** `latestKnownS` is certain to be past: the time of the last press. */
  void begin(uint64_t nowMs, const RtcReading& rtc, int64_t latestKnownS);
  /** The right time, from a time server or a person; the caller sets the DS3231 by it. False for a time that cannot be. */
  bool set(uint64_t nowMs, int64_t epochS);
  /** Compares with the DS3231; call now and then. */
  void check(uint64_t nowMs, const RtcReading& rtc);

  /** `nowMs` may lie a little before the last comparison. */
  int64_t epochS(uint64_t nowMs) const { return baseS_ + static_cast<int64_t>(nowMs - baseMs_) / 1000; }
  ClockQuality quality(uint64_t nowMs) const;
  /** Whether the DS3231 is there and right. */
  bool isRtcGood() const { return isRtcGood_; }

 private:
  void base(uint64_t nowMs, int64_t epochS);

  uint64_t baseMs_ = 0;
  int64_t baseS_ = earliestS;
  ClockQuality quality_ = ClockQuality::unknown;
  bool isRtcGood_ = false;
};
