/** The dead-man: a controller that says PING no more, and the watchdog: a board that runs no more. */
#pragma once
#include <stdint.h>

/** Turns on the watchdog and starts the dead-man's time. */
void beginSilence(uint32_t now);
/** Call in every pass: feeds the watchdog, and acts once when the controller has been silent for 5 s. */
void runSilence(uint32_t now);
/** PING was heard. */
void heardPing(uint32_t now);
/** Something was switched on: from here on somebody must say PING. */
void needPing(uint32_t now);
