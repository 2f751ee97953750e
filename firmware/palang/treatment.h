/** The treatment relay: on for a time that was paid for. */
#pragma once
#include <stdint.h>
#include "water.h"

void beginTreatment();
void runTreatment(uint32_t now);
/** False while another one runs. */
bool startTreatment(uint32_t ms, uint32_t now);
/** Does nothing when none runs. */
void endTreatment(Ended why);
bool isTreating();
/** The end of a treatment not told yet, one of before the restart included, and how long it ran. */
bool takeRan(uint32_t& ms, Ended& why);
