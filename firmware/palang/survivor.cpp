#include "survivor.h"
#include <avr/io.h>
#include <avr/wdt.h>
#include <string.h>

Survivor survivor __attribute__((section(".noinit")));

namespace {

constexpr uint32_t wholeMagic = 0x50414C31;
uint8_t resetFlags __attribute__((section(".noinit")));

/** Before anything else runs: after a watchdog reset the watchdog is still on, and in a hurry. */
void keepResetFlags() __attribute__((naked, used, section(".init3")));
void keepResetFlags() {
  resetFlags = MCUSR;
  MCUSR = 0;
  wdt_disable();
}

}  // namespace

const char* takeResetCause() {
  const bool survived = survivor.magic == wholeMagic && (resetFlags & _BV(PORF)) == 0;
  const bool barked = survived && survivor.watchdogBarked;
  if (!survived) memset(&survivor, 0, sizeof survivor);
  survivor.magic = wholeMagic;
  survivor.watchdogBarked = false;
  survivor.orderAnswer[maxAnswerBytes] = '\0';  // a short dip of the supply may have spoilt some of it
  if (resetFlags & _BV(PORF)) return "power";
  if (resetFlags & _BV(BORF)) return "brownout";
  if (resetFlags & _BV(WDRF)) return "watchdog";
  if (resetFlags & _BV(EXTRF)) return "external";
  // Most boot loaders clear the flags; then only our own memory can tell.
  if (barked) return "watchdog";
  return survived ? "unknown" : "power";
}
