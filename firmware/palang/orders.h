/** What the words of the host mean, and that none is carried out twice. */
#pragma once
#include <stdint.h>
#include "line.h"

constexpr char firmwareVersion[] = "1.0.0";

/** Call once, with how often the board has started. */
void beginOrders(uint32_t starts);
/** The line to answer with, valid until the next call. `sum` is that of the line as it came. */
const char* answerTo(const Command& command, uint16_t sum, uint32_t now);
uint16_t sumOfText(const char* text);
