/**
 * The SD card through the file calls of ESP-IDF. Not through the Arduino `File`: its `flush` does not say whether the card
 * took the bytes.
 */
#pragma once
#include <string>
#include "card.h"

class ArduinoCard : public Card {
 public:
  void begin();
  bool isThere() override;
  int64_t size(const char* path) override;
  size_t read(const char* path, uint32_t offset, void* into, size_t length) override;
  bool append(const char* path, const void* bytes, size_t length) override;
  bool remove(const char* path) override;
  bool rename(const char* from, const char* to) override;

 private:
  bool isMounted_ = false;
};
