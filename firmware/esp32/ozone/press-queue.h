/**
 * Counts presses and keeps them until the broker has them: on the card, and without one in RAM. Sequence number and counts
 * are in NVS too, so that a changed or missing card does not make them start again. Told in order, except that presses on a card
 * that is pulled are told after those made while it was out.
 */
#pragma once
#include <deque>
#include "../base/memory.h"
#include "press-log.h"

/** When a press was, as well as the unit knows. */
struct Stamp {
  uint64_t uptimeMs;
  int64_t epochS;
  ClockQuality clock;
};

class PressQueue {
 public:
  PressQueue(Card& card, Memory& memory, uint64_t owner, uint32_t (*random)()) : log_(card, owner, random), memory_(memory) {}

  void begin();
  /** Looks after the card: every 10 s whether it is still there, and whether a missing one came. */
  void run(uint64_t nowMs);
  /** Counts one. It survives a power cut from here on if there is a card, its number always. */
  Press add(Kind kind, const Stamp& stamp, const uint8_t random[10]);
  /** The next to send; false when everything was. */
  bool first(Press& press);
  /** The broker has it. */
  void sent(const Press& press);

  /** Certain to be past: when the last press was; 0 before the first. */
  int64_t latestS() const { return ledger_.epochS; }
  const Counts& counts() const { return ledger_.counts; }
  uint32_t boot() const { return boot_; }
  bool hasCard() const { return hasCard_; }
  uint32_t waiting() const { return static_cast<uint32_t>(unkept_.size()) + (hasCard_ ? log_.waiting() : 0); }

 private:
  bool openLog();
  Ledger beforeUnkept() const;
  void keepLedger();

  PressLog log_;
  Memory& memory_;
  Ledger ledger_ = {0, {{0, 0, 0}}, 0};
  uint32_t boot_ = 0;
  bool hasCard_ = false;
  uint64_t triedAtMs_ = 0;
  /** Presses no card has. */
  std::deque<Press> unkept_;
};
