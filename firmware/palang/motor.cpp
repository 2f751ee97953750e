#include "motor.h"
#include "deadline.h"
#include "pins.h"
#include "relays.h"
#include "settings.h"

namespace {

constexpr uint16_t stopPulseMs = 500;

Motion wanted = Motion::still;
Motion driven = Motion::still;
Deadline restEnds;
Deadline pulseEnds;
Deadline stopEnds;

void release(uint32_t now) {
  if (driven != Motion::still) restEnds.in(now, settings.reverseMs);
  driven = Motion::still;
  pulseEnds.clear();
  drive(raisePin, false);
  drive(lowerPin, false);
}

void endStopPulse() {
  stopEnds.clear();
  drive(stopPin, false);
}

}  // namespace

void beginMotor() {
  for (uint8_t pin : motorPins) beginOutput(pin);
}

void runMotor(uint32_t now) {
  if (stopEnds.isDue(now)) endStopPulse();
  if (pulseEnds.isDue(now)) {
    wanted = Motion::still;
    release(now);
  }
  if (restEnds.isDue(now)) restEnds.clear();
  if (wanted == driven || restEnds.isSet()) return;
  drive(wanted == Motion::up ? raisePin : lowerPin, true);
  driven = wanted;
  if (settings.pulseMs > 0) pulseEnds.in(now, settings.pulseMs);
}

void startMotor(Motion motion, uint32_t now) {
  endStopPulse();
  wanted = motion;
  if (driven != motion) release(now);
  else if (settings.pulseMs > 0) pulseEnds.in(now, settings.pulseMs);
  runMotor(now);
}

void restMotor(uint32_t now) {
  wanted = Motion::still;
  release(now);
}

void haltMotor(uint32_t now) {
  restMotor(now);
  drive(stopPin, true);
  stopEnds.in(now, stopPulseMs);
}
