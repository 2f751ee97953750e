#include "coins.h"
#include <Arduino.h>
#include "deadline.h"
#include "pins.h"
#include "settings.h"
#include "survivor.h"

namespace {

/** One look each 1.024 ms. A level counts when it has held for so many looks: contacts bounce, wires catch noise. */
constexpr uint8_t steadyLooks = 5;
/** Acceptors pulse for 20 to 100 ms. What stays low longer is a short circuit or an acceptor without power, and no money. */
constexpr uint16_t longestLooks = 300;
/** After a coin: longer than the pause between two of its pulses. */
constexpr uint16_t gapMs = 250;
constexpr uint16_t tellEveryMs = 5000;
/** An acceptor that gets its power together with the board twitches; nobody has paid yet. */
constexpr uint16_t quietLooks = 1000;

volatile uint8_t* volatile port = nullptr;
volatile uint8_t bitMask = 0;
volatile bool isLow = false;
volatile uint8_t otherLooks = 0;
volatile uint16_t lowLooks = 0;
volatile uint16_t deafLooks = 0;

uint32_t seen = 0;
uint32_t told = 0;
Deadline coinEnds;
Deadline tellDue;

uint32_t readSafely(const volatile uint32_t& value) {
  noInterrupts();
  const uint32_t read = value;
  interrupts();
  return read;
}

void look() {
  if (port == nullptr) return;
  if (deafLooks > 0) deafLooks = deafLooks - 1;
  if (isLow && lowLooks <= longestLooks) lowLooks = lowLooks + 1;
  if (lowLooks > longestLooks) survivor.isCoinUnderWay = false;
  const bool low = (*port & bitMask) == 0;
  if (low == isLow) {
    otherLooks = 0;
    return;
  }
  otherLooks = otherLooks + 1;
  if (otherLooks < steadyLooks) return;
  otherLooks = 0;
  isLow = low;
  if (deafLooks > 0) {
    // Nor does what began in that time count when it ends.
    lowLooks = low ? longestLooks : 0;
  } else if (low) {
    lowLooks = 0;
    survivor.isCoinUnderWay = true;
  } else if (lowLooks <= longestLooks) {
    survivor.coinPulses = survivor.coinPulses + 1;
  }
}

}  // namespace

ISR(TIMER0_COMPA_vect) { look(); }

void beginCoins(uint32_t starts) {
  if (survivor.coinsSince == 0) {
    survivor.coinsSince = starts;
    deafLooks = quietLooks;
  }
  if (survivor.isCoinUnderWay) survivor.tornCoins++;
  survivor.isCoinUnderWay = false;
  // What was counted before is told again: the line may have been lost with the restart.
  told = 0;
  seen = survivor.coinPulses;
  OCR0A = 128;  // half way between two beats of `millis()`
  TIMSK0 |= _BV(OCIE0A);
  useCoinPin();
}

void useCoinPin() {
  const uint8_t pin = settings.coinPin;
  volatile uint8_t* const wanted = pin == 0 ? nullptr : portInputRegister(digitalPinToPort(pin));
  const uint8_t wantedMask = pin == 0 ? 0 : digitalPinToBitMask(pin);
  if (wanted == port && wantedMask == bitMask) return;
  if (pin != 0) pinMode(pin, INPUT_PULLUP);
  delayMicroseconds(50);  // the pull-up needs a moment to lift the line
  noInterrupts();
  port = wanted;
  bitMask = wantedMask;
  // A line that is low already is half of something, and counts when it ends in time.
  isLow = wanted != nullptr && (*wanted & wantedMask) == 0;
  otherLooks = 0;
  lowLooks = 0;
  interrupts();
}

void runCoins(uint32_t now) {
  const uint32_t pulses = coinPulses();
  if (pulses != seen || (isLow && survivor.isCoinUnderWay)) {
    seen = pulses;
    coinEnds.in(now, gapMs);
    if (!tellDue.isSet()) tellDue.in(now, tellEveryMs);
  } else if (coinEnds.isDue(now)) {
    coinEnds.clear();
    noInterrupts();
    if (!isLow) survivor.isCoinUnderWay = false;
    interrupts();
  }
}

uint32_t coinPulses() { return readSafely(survivor.coinPulses); }

uint32_t coinsSince() { return survivor.coinsSince; }

uint32_t tornCoins() { return survivor.tornCoins; }

bool takeCoins(uint32_t now, uint32_t& pulses) {
  if (coinEnds.isSet() && !tellDue.isDue(now)) return false;
  tellDue.clear();
  pulses = coinPulses();
  if (pulses == told) return false;
  told = pulses;
  return true;
}
