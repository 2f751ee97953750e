/** What the board says unasked. Told after the answer to the command that caused it. */
#pragma once
#include <stdint.h>

void tellBoot(const char* resetCause, uint32_t starts);
void tellEvents(uint32_t now);
