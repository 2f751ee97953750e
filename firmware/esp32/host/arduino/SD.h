/** Stand-in for the core's SD: mounting only, the files themselves go through the calls of ESP-IDF. */
#pragma once
#include "SPI.h"

class SDFS {
 public:
  bool begin(uint8_t chipSelect, SPIClass& spi, uint32_t hz, const char* mount);
  void end() {}
};
extern SDFS SD;
