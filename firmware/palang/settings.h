/** What `CFG` reads and writes, kept in EEPROM. A record that is damaged or of another version is replaced by factory values. */
#pragma once
#include <stdint.h>

enum class SafeState : uint8_t { keep, open, close };

struct Settings {
  /** What the barrier does when the controller falls silent. */
  SafeState safeState;
  /** Longest time a full move may take before it is a fault. */
  uint32_t moveMs;
  /** After a restart with the barrier up: close after this; 0 leaves it up. */
  uint32_t bootHoldMs;
  /** How long the beam must have been clear before a due closing starts. */
  uint32_t clearMs;
  /** 0 holds the motor's relay until the limit switch; else the relay is pulsed for so long. */
  uint32_t pulseMs;
  /** Rest of the motor between two directions. */
  uint32_t reverseMs;
  /** Inputs whose contact opens when they are active: one bit each, in the order of `Input`. */
  uint32_t normallyClosed;
  /** 1 when a relay is on while its pin is low. */
  uint32_t relayLow;
  /** A pour without a pulse for so long ends. */
  uint32_t noFlowMs;
  /** Pin of a coin acceptor, which then has no other use; 0 when there is none. */
  uint32_t coinPin;
};

extern Settings settings;

enum class Configured : uint8_t { ok, unknownKey, range };

/** Reads the EEPROM and counts this start; what the count is now. */
uint32_t loadSettings();

/** Reads one key, or writes it when `value` is not empty; `shown` gets the value of now, at least 12 bytes. */
Configured configure(const char* key, const char* value, char* shown);
