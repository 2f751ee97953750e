#include "line.h"
#include <stdlib.h>
#include <string.h>

namespace {

constexpr uint16_t maxNumber = 65535;
constexpr uint8_t tailBytes = 4;  // *HH and the line end
constexpr char hexDigits[] = "0123456789ABCDEF";

uint8_t checksum(const char* from, const char* end) {
  uint8_t sum = 0;
  while (from < end) sum ^= static_cast<uint8_t>(*from++);
  return sum;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/** The number a damaged line claims, for the answer; 0 when there is none. */
uint16_t claimedNumber(const char* text) {
  uint32_t number = 0;
  uint8_t digits = 0;
  for (; isDigit(*text); text++, digits++) {
    if (digits == 5) return 0;
    number = number * 10 + static_cast<uint8_t>(*text - '0');
  }
  return digits > 0 && *text == ',' && number <= maxNumber ? static_cast<uint16_t>(number) : 0;
}

/** Ends the text at `*` and tells whether the two digits behind it are right. */
bool cutChecksum(char* body) {
  char* star = strchr(body, '*');
  if (star == nullptr || strlen(star) != 3) return false;
  const uint8_t sum = checksum(body, star);
  *star = '\0';
  return star[1] == hexDigits[sum >> 4] && star[2] == hexDigits[sum & 15];
}

/** Ends the field at the next comma; what is behind it, or the empty end. */
char* cutField(char* field) {
  char* comma = strchr(field, ',');
  if (comma == nullptr) return field + strlen(field);
  *comma = '\0';
  return comma + 1;
}

bool isWord(const char* text) {
  if (*text == '\0') return false;
  for (; *text != '\0'; text++)
    if (*text < 'A' || *text > 'Z') return false;
  return true;
}

}  // namespace

Heard readCommand(char* line, Command& command) {
  char* body = line + 1;
  command.number = claimedNumber(body);
  if (!cutChecksum(body)) return Heard::damaged;
  char* rest = cutField(body);
  if (command.number == 0 || *body == '0') {
    command.number = 0;
    return Heard::badNumber;
  }
  command.word = rest;
  rest = cutField(rest);
  command.argumentCount = 0;
  for (const char*& argument : command.arguments) {
    argument = rest;
    if (*rest != '\0') command.argumentCount++;
    rest = cutField(rest);
  }
  return isWord(command.word) ? Heard::command : Heard::badWord;
}

bool readCount(const char* text, uint32_t& count) {
  const uint8_t digits = strlen(text);
  if (digits == 0 || digits > 9 || (digits > 1 && *text == '0')) return false;
  count = 0;
  for (; *text != '\0'; text++) {
    if (!isDigit(*text)) return false;
    count = count * 10 + static_cast<uint8_t>(*text - '0');
  }
  return true;
}

LineWriter::LineWriter(uint16_t number) {
  put('$');
  put(static_cast<uint32_t>(number));
}

LineWriter& LineWriter::field(const char* text) {
  put(',');
  put(text);
  return *this;
}

LineWriter& LineWriter::field(uint32_t value) {
  put(',');
  put(value);
  return *this;
}

LineWriter& LineWriter::pair(const char* name, const char* value) {
  field(name);
  put('=');
  put(value);
  return *this;
}

LineWriter& LineWriter::pair(const char* name, uint32_t value) {
  field(name);
  put('=');
  put(value);
  return *this;
}

const char* LineWriter::finish() {
  const uint8_t sum = checksum(text_ + 1, text_ + length_);
  const char tail[] = {'*', hexDigits[sum >> 4], hexDigits[sum & 15], '\n', '\0'};
  memcpy(text_ + length_, tail, sizeof tail);
  return text_;
}

void LineWriter::put(char c) {
  if (length_ < maxAnswerBytes - tailBytes) text_[length_++] = c;
}

void LineWriter::put(const char* text) {
  while (*text != '\0') put(*text++);
}

void LineWriter::put(uint32_t value) {
  char digits[11];
  ultoa(value, digits, 10);
  put(digits);
}
