#include "silence.h"
#include <avr/interrupt.h>
#include <avr/wdt.h>
#include "deadline.h"
#include "gate.h"
#include "pins.h"
#include "relays.h"
#include "survivor.h"
#include "treatment.h"
#include "water.h"

namespace {
constexpr uint16_t deadManMs = 5000;
Deadline speaksBy;
}  // namespace

/** The first time-out of the watchdog: everything off at once. The second, a second later, restarts the board. */
ISR(WDT_vect) {
  survivor.watchdogBarked = true;
  for (uint8_t pin : motorPins) drive(pin, false);
  releaseAllRelays();
}

void beginSilence(uint32_t now) {
  speaksBy.in(now, deadManMs);
  wdt_enable(WDTO_1S);
  WDTCSR |= _BV(WDIE);
}

void runSilence(uint32_t now) {
  wdt_reset();
  if (!speaksBy.isDue(now)) return;
  speaksBy.clear();
  endPour(Ended::silence);
  endTreatment(Ended::silence);
  releaseAllRelays();
  secureGate(now);
}

void heardPing(uint32_t now) { speaksBy.in(now, deadManMs); }

void needPing(uint32_t now) {
  if (!speaksBy.isSet()) speaksBy.in(now, deadManMs);
}
