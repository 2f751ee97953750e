/** Palang line protocol 1 as text: `$<n>,<WORD>[,<argument>…]*<HH>`, HH being the XOR of all bytes between `$` and `*`. */
#pragma once
#include <stdint.h>

/** Longest line from the host, without its end. */
constexpr uint8_t maxCommandBytes = 60;
/** Longest line we send, with its end: the answer to STAT needs 80. */
constexpr uint8_t maxAnswerBytes = 96;

struct Command {
  uint16_t number;
  const char* word;
  uint8_t argumentCount;
  /** Those that were not given are empty. */
  const char* arguments[3];
};

enum class Heard : uint8_t { command, damaged, badNumber, badWord };

/**
 * Reads one line that begins with `$`, without its end; cuts it to pieces on the way, and `command` points into it. The
 * number is as read, 0 when it could not be.
 */
Heard readCommand(char* line, Command& command);

/** A whole number in its only form: digits, no sign, no leading zeros, at most nine of them. */
bool readCount(const char* text, uint32_t& count);

/** Puts one line together; what does not fit is left out. */
class LineWriter {
 public:
  explicit LineWriter(uint16_t number);
  LineWriter& field(const char* text);
  LineWriter& field(uint32_t value);
  /** `<name>=<value>` */
  LineWriter& pair(const char* name, const char* value);
  LineWriter& pair(const char* name, uint32_t value);
  /** The line with checksum and line end. */
  const char* finish();

 private:
  void put(char c);
  void put(const char* text);
  void put(uint32_t value);
  char text_[maxAnswerBytes + 1];
  uint8_t length_ = 0;
};
