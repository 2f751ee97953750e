/**
 * Memory that a restart does not clear, and why the board restarted. What is in it is gone after a loss of power, so nothing
 * may depend on it but the memory of an order that must not be carried out twice.
 */
#pragma once
#include <stdint.h>
#include "line.h"

struct Survivor {
  uint32_t magic;
  /** Set by the watchdog's interrupt, just before it restarts the board. */
  bool watchdogBarked;
  /** The last order: its number, a sum of its text, and what we answered. */
  uint16_t orderNumber;
  uint16_t orderSum;
  char orderAnswer[maxAnswerBytes + 1];
  /** A pour under way, and what it has counted. */
  bool isPouring;
  volatile uint32_t poured;
  /** A treatment under way, and how long it has run. */
  bool isTreating;
  uint32_t treatedMs;
};

extern Survivor survivor;

/**
 * Call once, first: tells the reset cause (`power`, `external`, `brownout`, `watchdog` or `unknown`) and clears what did not
 * survive.
 */
const char* takeResetCause();
