/** Stand-in for the core's I2C, with an ADS1115 at 0x48 on it. */
#pragma once
#include "Arduino.h"

class TwoWire {
 public:
  bool begin(int, int) { return true; }
  void setTimeOut(uint16_t) {}
  void beginTransmission(uint8_t address);
  size_t write(uint8_t byte);
  uint8_t endTransmission();
  uint8_t requestFrom(uint8_t address, uint8_t count);
  int read();

 private:
  uint8_t address_ = 0;
  std::string sent_;
  std::string answer_;
  uint16_t config_ = 0;
  uint8_t pointer_ = 0;
};
extern TwoWire Wire;
