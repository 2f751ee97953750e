/** Stand-in for the core's Preferences (NVS), with its limit of 15 letters to a name. */
#pragma once
#include "Arduino.h"

class Preferences {
 public:
  bool begin(const char* space) { return space != nullptr; }
  bool isKey(const char* key);
  bool remove(const char* key);
  size_t putBytes(const char* key, const void* bytes, size_t length);
  size_t getBytesLength(const char* key);
  size_t getBytes(const char* key, void* into, size_t room);
};
