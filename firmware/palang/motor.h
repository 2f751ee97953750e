/** The barrier's motor: three relays, never two directions at once, and a rest between them. */
#pragma once
#include <stdint.h>

enum class Motion : uint8_t { still, up, down };

void beginMotor();
void runMotor(uint32_t now);
/** Starts towards a limit; the relay stays on until `haltMotor`, or for the configured pulse. */
void startMotor(Motion motion, uint32_t now);
/** At the limit switch: relays off. */
void restMotor(uint32_t now);
/** In mid-move: relays off, and the stop contact pulsed for barriers that would run on. */
void haltMotor(uint32_t now);
