/** Stand-in for the DallasTemperature library: one DS18B20. */
#pragma once
#include "OneWire.h"

constexpr float DEVICE_DISCONNECTED_C = -127;

class DallasTemperature {
 public:
  explicit DallasTemperature(OneWire*) {}
  void begin() {}
  void setWaitForConversion(bool) {}
  void requestTemperatures() {}
  float getTempCByIndex(uint8_t index);
};
