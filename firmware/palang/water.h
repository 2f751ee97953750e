/** A measured pour: valve and pump until the flow meter has counted enough. The meter's interrupt itself shuts both. */
#pragma once
#include <stdint.h>
#include "survivor.h"

/** As written on the line. */
const char* endedText(Ended why);

void beginWater();
void runWater(uint32_t now);
/** False while another pour runs. */
bool startPour(uint32_t pulses, uint32_t maxMs, uint32_t now);
/** Does nothing when nothing is poured. */
void endPour(Ended why);
bool isPouring();
/** What the last pour has counted, or counts. */
uint32_t pouredPulses();
/** Pulses since the board started, poured or leaked. */
uint32_t flowPulses();
/** The end of a pour not told yet, one of before the restart included. */
bool takePoured(uint32_t& pulses, Ended& why);
/** Pulses since start, each half second while they come, poured or not ordered by anybody. */
bool takeFlow(uint32_t now, uint32_t& pulses);
