#include "unit-clock.h"

namespace {

constexpr uint64_t syncedForMs = 24ull * 3600 * 1000;
/** 2100: what the DS3231 can count. */
constexpr int64_t latestS = 4102444800;
/** The chip's crystal is off by far less between two comparisons. */
constexpr int64_t bearableS = 5;

bool isPossible(int64_t epochS) { return epochS >= earliestS && epochS < latestS; }

bool isGood(const RtcReading& rtc) { return rtc.isThere && !rtc.lostPower && isPossible(rtc.epochS); }

}  // namespace

void UnitClock::begin(uint64_t nowMs, const RtcReading& rtc, int64_t latestKnownS) {
  isRtcGood_ = isGood(rtc);
  quality_ = isRtcGood_ ? ClockQuality::drifting : ClockQuality::unknown;
  base(nowMs, isRtcGood_ ? rtc.epochS : latestKnownS > earliestS ? latestKnownS : earliestS);
}

bool UnitClock::set(uint64_t nowMs, int64_t epochS) {
  if (!isPossible(epochS)) return false;
  base(nowMs, epochS);
  quality_ = ClockQuality::synced;
  return true;
}

void UnitClock::check(uint64_t nowMs, const RtcReading& rtc) {
  if (quality_ == ClockQuality::unknown) {
    if (isGood(rtc)) begin(nowMs, rtc, 0);
    return;
  }
  const int64_t offS = rtc.epochS - epochS(nowMs);
  // One that jumped is as wrong as one that is gone; the chip's own crystal goes on from what was right.
  isRtcGood_ = isGood(rtc) && offS <= bearableS && offS >= -bearableS;
  if (isRtcGood_ && quality(nowMs) == ClockQuality::drifting) base(nowMs, rtc.epochS);
}

ClockQuality UnitClock::quality(uint64_t nowMs) const {
  return quality_ == ClockQuality::synced && nowMs - baseMs_ >= syncedForMs ? ClockQuality::drifting : quality_;
}

void UnitClock::base(uint64_t nowMs, int64_t epochS) {
  baseMs_ = nowMs;
  baseS_ = epochS;
  if (quality_ == ClockQuality::synced) quality_ = ClockQuality::drifting;
}
