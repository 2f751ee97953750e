#include "host.h"
#include <Arduino.h>
#include "orders.h"

namespace {

constexpr uint32_t baud = 115200;

char line[maxCommandBytes + 1];
uint8_t length = 0;
/** A `$` was seen; what comes before one is noise. */
bool isInLine = false;
bool isTooLong = false;

void refuse(uint16_t number, const char* code) {
  LineWriter answer(number);
  say(answer.field("ERR").field(code));
}

void take() {
  if (isTooLong) return refuse(0, "RANGE");
  if (length > 0 && line[length - 1] == '\r') length--;
  line[length] = '\0';
  const uint16_t sum = sumOfText(line);
  Command command;
  switch (readCommand(line, command)) {
    case Heard::damaged: return refuse(command.number, "CHECKSUM");
    case Heard::badNumber: return refuse(0, "RANGE");
    case Heard::badWord: return refuse(command.number, "UNKNOWN");
    case Heard::command: Serial.print(answerTo(command, sum, millis()));
  }
}

/**
 * True when a line has ended. A `$` within a line does not begin it anew: one flipped bit makes a `$` of a `4`, and "4" before it
 * and the bit itself would cancel out of the checksum, so that `$44100,…` would be carried out as `$100,…`.
 */
bool hear(char c) {
  if (c == '\n') return isInLine;
  if (c == '$' && !isInLine) {
    isInLine = true;
    isTooLong = false;
    length = 0;
  }
  if (!isInLine) return false;
  if (length < maxCommandBytes) line[length++] = c;
  else if (c != '\r') isTooLong = true;
  return false;
}

}  // namespace

void beginHost() { Serial.begin(baud); }

void runHost(uint32_t) {
  while (Serial.available() > 0) {
    if (!hear(static_cast<char>(Serial.read()))) continue;
    take();
    isInLine = false;
    return;
  }
}

bool hasHostBytes() { return Serial.available() > 0; }

void say(LineWriter& line) { Serial.print(line.finish()); }
