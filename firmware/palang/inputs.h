/** Switches and sensors, without their bounce. Each pulls its pin to ground; `nc` of the settings tells which do so at rest. */
#pragma once
#include "pins.h"

void beginInputs();
/** Looks at all inputs; call at least every 2 ms. */
void scanInputs(uint32_t now);
bool isOn(Input input);
/** Those that are on, one bit each in the order of `Input`. */
uint16_t inputsOn();
/** On, or looking so at this very moment: what must not start while something is in the beam asks this. */
bool mayBeOn(Input input);
/** The next change not told yet; false when there is none. Those that are on at start are changes too. */
bool takeInputChange(Input& input, bool& on);
