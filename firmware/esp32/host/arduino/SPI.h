/** Stand-in for the core's SPI. */
#pragma once
#include "Arduino.h"

class SPIClass {
 public:
  void begin(int8_t, int8_t, int8_t, int8_t) {}
};
extern SPIClass SPI;
