/**
 * Memory that a restart does not clear, and why the board restarted. What is in it is gone after a loss of power, so nothing
 * may depend on it but the memory of an order that must not be carried out twice, of what became of the last one, and of coins.
 */
#pragma once
#include <stdint.h>
#include "line.h"

/** Why a pour or a treatment ended. */
enum class Ended : uint8_t { done, timeout, stopped, silence, estop, door, leak, noFlow, reset };

struct Survivor {
  uint32_t magic;
  /** Set by the watchdog's interrupt, just before it restarts the board. */
  bool watchdogBarked;
  /** The last order: its number, a sum of its text, and what we answered. */
  uint16_t orderNumber;
  uint16_t orderSum;
  char orderAnswer[maxAnswerBytes + 1];
  /** The last pour, which one it is since power came, and what it has counted. */
  bool isPouring;
  uint32_t pours;
  volatile uint32_t poured;
  Ended pourEnded;
  /** The last treatment, which one it is since power came, and how long it has run. */
  bool isTreating;
  uint32_t treatments;
  uint32_t treatedMs;
  Ended treatmentEnded;
  /** Coins: pulses, the start since which they are counted (0: none yet), one that has begun, and those a restart cut in two. */
  volatile uint32_t coinPulses;
  uint32_t coinsSince;
  volatile bool isCoinUnderWay;
  uint32_t tornCoins;
};

extern Survivor survivor;

/**
 * Call once, first: tells the reset cause (`power`, `external`, `brownout`, `watchdog` or `unknown`) and clears what did not
 * survive.
 */
const char* takeResetCause();
