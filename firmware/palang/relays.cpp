#include "relays.h"
#include "deadline.h"
#include "settings.h"

namespace {
Deadline offAt[relayCount];
volatile uint8_t onBits = 0;
/** As it was at the start: what stands off would stand on if the level changed under it. */
bool onIsLow = false;
}  // namespace

void drive(uint8_t pin, bool on) { digitalWrite(pin, on != onIsLow ? HIGH : LOW); }

void beginOutput(uint8_t pin) {
  drive(pin, false);
  pinMode(pin, OUTPUT);
}

void beginRelays() {
  onIsLow = settings.relayLow != 0;
  for (uint8_t pin : relayPins) beginOutput(pin);
}

void runRelays(uint32_t now) {
  for (uint8_t i = 0; i < relayCount; i++)
    if (offAt[i].isDue(now)) releaseRelay(i);
}

void switchRelay(uint8_t relay, bool on, uint32_t now, uint32_t maxMs) {
  if (!on) return releaseRelay(relay);
  offAt[relay].in(now, maxMs);
  const uint8_t status = SREG;
  noInterrupts();
  onBits |= 1 << relay;
  drive(relayPins[relay], true);
  SREG = status;
}

void releaseRelay(uint8_t relay) {
  offAt[relay].clear();
  const uint8_t status = SREG;
  noInterrupts();
  onBits &= ~(1 << relay);
  drive(relayPins[relay], false);
  SREG = status;
}

void releaseAllRelays() {
  for (uint8_t i = 0; i < relayCount; i++) releaseRelay(i);
}

uint8_t relaysOn() { return onBits; }
