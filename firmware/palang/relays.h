/** Relays for `OUT`, water and treatment: each goes off by itself. All are off until told otherwise. */
#pragma once
#include "pins.h"

/** Writes an output pin so that its relay is on or off. */
void drive(uint8_t pin, bool on);
/** Makes `pin` an output whose relay is off, without a glitch. */
void beginOutput(uint8_t pin);

void beginRelays();
void runRelays(uint32_t now);
void switchRelay(uint8_t relay, bool on, uint32_t now, uint32_t maxMs);
void releaseRelay(uint8_t relay);
void releaseAllRelays();
/** One bit for each relay that is on. */
uint8_t relaysOn();
