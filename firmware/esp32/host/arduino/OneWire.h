/** Stand-in for the OneWire library. */
#pragma once
#include <stdint.h>

class OneWire {
 public:
  explicit OneWire(uint8_t) {}
};
