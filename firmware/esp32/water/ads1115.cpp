#include "ads1115.h"
#include <Arduino.h>
#include <Wire.h>

namespace {

// Data sheet SBAS444D, sections 9.6.2 and 9.6.3.
constexpr uint8_t address = 0x48;
constexpr uint8_t conversionRegister = 0;
constexpr uint8_t configRegister = 1;
/** Begin one conversion of an input against ground, ±4.096 V, 128 a second, comparator off. */
constexpr uint16_t oneConversion = 0xC383;
constexpr uint16_t isIdle = 0x8000;
constexpr double milliVoltsPerStep = 0.125;
constexpr uint32_t conversionMs = 9;

}  // namespace

bool Ads1115::read(uint8_t input, double& milliVolts) {
  uint16_t config, value;
  if (!write(configRegister, static_cast<uint16_t>(oneConversion | (input << 12)))) return false;
  delay(conversionMs);
  if (!fetch(configRegister, config) || (config & isIdle) == 0 || !fetch(conversionRegister, value)) return false;
  milliVolts = static_cast<int16_t>(value) * milliVoltsPerStep;
  return true;
}

bool Ads1115::write(uint8_t which, uint16_t value) {
  wire_.beginTransmission(address);
  wire_.write(which);
  wire_.write(static_cast<uint8_t>(value >> 8));
  wire_.write(static_cast<uint8_t>(value));
  return wire_.endTransmission() == 0;
}

bool Ads1115::fetch(uint8_t which, uint16_t& value) {
  wire_.beginTransmission(address);
  wire_.write(which);
  if (wire_.endTransmission() != 0 || wire_.requestFrom(address, static_cast<uint8_t>(2)) != 2) return false;
  value = static_cast<uint16_t>(wire_.read() << 8);
  value = static_cast<uint16_t>(value | wire_.read());
  return true;
}
