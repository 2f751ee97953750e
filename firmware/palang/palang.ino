/** Board of a gate or a vending machine: README.md beside this folder has the wiring, docs/protocols/palang-line.md the line. */
#include <avr/sleep.h>
#include "coins.h"
#include "events.h"
#include "gate.h"
#include "host.h"
#include "inputs.h"
#include "orders.h"
#include "relays.h"
#include "settings.h"
#include "silence.h"
#include "survivor.h"
#include "treatment.h"
#include "water.h"

/** The emergency stop needs no controller: everything off as long as it is pressed. */
static void obeyEstop(uint32_t now) {
  static bool wasPressed = false;
  const bool pressed = isOn(Input::estop);
  if (pressed && !wasPressed) {
    haltGate(now);
    endPour(Ended::estop);
    endTreatment(Ended::estop);
    releaseAllRelays();
  }
  wasPressed = pressed;
}

void setup() {
  const char* cause = takeResetCause();
  const uint32_t starts = loadSettings();
  beginRelays();
  beginInputs();
  beginGate(millis());
  beginCoins(starts);
  beginWater();
  beginTreatment();
  beginOrders(starts);
  beginHost();
  tellBoot(cause, starts);
  beginSilence(millis());
}

void loop() {
  const uint32_t now = millis();
  runSilence(now);
  scanInputs(now);
  obeyEstop(now);
  runGate(now);
  runRelays(now);
  runWater(now);
  runTreatment(now);
  runCoins(now);
  runHost(now);
  tellEvents(now);
  // The millisecond timer wakes it, or a byte, or a pulse.
  if (!hasHostBytes()) sleep_mode();
}
