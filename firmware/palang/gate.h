/** The barrier: what it was told, where its limit switches say it is, and when it closes by itself. */
#pragma once
#include <stdint.h>

enum class Position : uint8_t { closed, opening, open, closing, fault };

constexpr uint32_t maxHoldMs = 600000;

void beginGate(uint32_t now);
/** Call in every pass, after the inputs were scanned. */
void runGate(uint32_t now);

/** Opens and closes again after `holdMs` once the beam is clear; 0 stays open. */
void openGate(uint32_t holdMs, uint32_t now);
/** False, and nothing moves, while the beam is broken. */
bool closeGate(uint32_t now);
/** Stops the arm where it is, and forgets the hold. */
void haltGate(uint32_t now);
/** The controller has fallen silent: the configured safe state. */
void secureGate(uint32_t now);

/** As written on the line. */
const char* gateText();
/** Whether the position changed since this was last asked. */
bool takeGateChange();
