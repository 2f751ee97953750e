/** The line to the controller: one whole line at a time in, answers and events out. */
#pragma once
#include <stdint.h>
#include "line.h"

void beginHost();
/** Reads what has arrived, and carries out at most one command. */
void runHost(uint32_t now);
bool hasHostBytes();
void say(LineWriter& line);
