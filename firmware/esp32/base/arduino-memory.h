/** NVS through the Arduino core. */
#pragma once
#include <Preferences.h>
#include "memory.h"

class ArduinoMemory : public Memory {
 public:
  bool begin() { return preferences_.begin("palang"); }

  bool get(const char* key, std::string& value) override {
    if (!preferences_.isKey(key)) return false;
    value.resize(preferences_.getBytesLength(key));
    return value.empty() || preferences_.getBytes(key, &value[0], value.size()) == value.size();
  }

  bool put(const char* key, const std::string& value) override {
    // NVS keeps no empty values; none is what an empty one means to every reader.
    if (value.empty()) return !preferences_.isKey(key) || preferences_.remove(key);
    return preferences_.putBytes(key, value.data(), value.size()) == value.size();
  }

  void remove(const char* key) override {
    if (preferences_.isKey(key)) preferences_.remove(key);
  }

 private:
  Preferences preferences_;
};
