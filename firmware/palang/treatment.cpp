#include "treatment.h"
#include "relays.h"

namespace {
uint32_t startedAt = 0;
uint32_t orderedMs = 0;
bool isTold = true;
}  // namespace

void beginTreatment() {
  if (!survivor.isTreating) return;
  survivor.treatmentEnded = Ended::reset;
  isTold = false;
  survivor.isTreating = false;
}

void runTreatment(uint32_t now) {
  if (!survivor.isTreating) return;
  survivor.treatedMs = now - startedAt;
  if (survivor.treatedMs < orderedMs) return;
  survivor.treatedMs = orderedMs;
  endTreatment(Ended::done);
}

bool startTreatment(uint32_t ms, uint32_t now) {
  if (survivor.isTreating || !isTold) return false;
  startedAt = now;
  orderedMs = ms;
  survivor.treatedMs = 0;
  survivor.treatments++;
  survivor.isTreating = true;
  switchRelay(treatmentRelay, true, now, ms);
  return true;
}

void endTreatment(Ended why) {
  if (!survivor.isTreating) return;
  releaseRelay(treatmentRelay);
  survivor.isTreating = false;
  survivor.treatmentEnded = why;
  isTold = false;
}

bool isTreating() { return survivor.isTreating; }

bool takeRan(uint32_t& ms, Ended& why) {
  if (isTold) return false;
  isTold = true;
  ms = survivor.treatedMs;
  why = survivor.treatmentEnded;
  return true;
}
