/** What outlives a power cut inside the chip (NVS): small values under short names, each written as a whole or not at all. */
#pragma once
#include <string>

class Memory {
 public:
  virtual ~Memory() = default;
  /** False when nothing is kept under `key`; `value` is left alone then. */
  virtual bool get(const char* key, std::string& value) = 0;
  virtual bool put(const char* key, const std::string& value) = 0;
  virtual void remove(const char* key) = 0;
};
