#include "water.h"
#include "deadline.h"
#include "inputs.h"
#include "relays.h"
#include "settings.h"

namespace {

constexpr uint16_t flowEveryMs = 500;
constexpr const char* endedWords[] = {"done", "timeout", "stopped", "silence", "estop", "door", "leak", "no_flow", "reset"};

volatile uint32_t flow = 0;
volatile uint32_t target = 0;
/** Counted in full: the interrupt has shut the valve. */
volatile bool isFull = false;
Deadline timeEnds;
Deadline flowMissing;
uint32_t flowSeen = 0;
Deadline flowDue;
uint32_t flowTold = 0;
bool isTold = true;

void shut() {
  releaseRelay(pumpRelay);
  releaseRelay(valveRelay);
}

void onPulse() {
  if (settings.coinPin == flowPin) return;
  flow = flow + 1;
  if (!survivor.isPouring || isFull) return;
  survivor.poured = survivor.poured + 1;
  if (survivor.poured < target) return;
  isFull = true;
  shut();
}

uint32_t readSafely(const volatile uint32_t& value) {
  noInterrupts();
  const uint32_t read = value;
  interrupts();
  return read;
}

}  // namespace

const char* endedText(Ended why) { return endedWords[static_cast<uint8_t>(why)]; }

void beginWater() {
  if (survivor.isPouring) {
    survivor.pourEnded = Ended::reset;
    isTold = false;
    survivor.isPouring = false;
  }
  pinMode(flowPin, INPUT_PULLUP);
  attachInterrupt(digitalPinToInterrupt(flowPin), onPulse, FALLING);
}

void runWater(uint32_t now) {
  if (!survivor.isPouring) return;
  if (isFull) return endPour(Ended::done);
  if (isOn(Input::leak)) return endPour(Ended::leak);
  if (isOn(Input::door)) return endPour(Ended::door);
  if (timeEnds.isDue(now)) return endPour(Ended::timeout);
  if (flowPulses() != flowSeen) {
    flowSeen = flowPulses();
    flowMissing.in(now, settings.noFlowMs);
  } else if (flowMissing.isDue(now)) {
    endPour(Ended::noFlow);
  }
}

bool startPour(uint32_t pulses, uint32_t maxMs, uint32_t now) {
  if (survivor.isPouring || !isTold) return false;
  timeEnds.in(now, maxMs);
  flowSeen = flowPulses();
  flowMissing.in(now, settings.noFlowMs);
  flowDue.in(now, flowEveryMs);
  noInterrupts();
  target = pulses;
  survivor.poured = 0;
  survivor.pours++;
  isFull = false;
  survivor.isPouring = true;
  // The relays' own time is the second lock on the same door.
  switchRelay(valveRelay, true, now, maxMs);
  switchRelay(pumpRelay, true, now, maxMs);
  interrupts();
  return true;
}

void endPour(Ended why) {
  if (!survivor.isPouring) return;
  shut();
  survivor.isPouring = false;
  survivor.pourEnded = isFull ? Ended::done : why;
  isTold = false;
}

bool isPouring() { return survivor.isPouring; }

uint32_t pouredPulses() { return readSafely(survivor.poured); }

uint32_t flowPulses() { return readSafely(flow); }

bool takePoured(uint32_t& pulses, Ended& why) {
  if (isTold) return false;
  isTold = true;
  pulses = pouredPulses();
  why = survivor.pourEnded;
  return true;
}

bool takeFlow(uint32_t now, uint32_t& pulses) {
  if (flowDue.isSet() && !flowDue.isDue(now)) return false;
  pulses = flowPulses();
  if (pulses == flowTold) return false;
  flowDue.in(now, flowEveryMs);
  flowTold = pulses;
  return true;
}
