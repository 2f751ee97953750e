/**
 * The converter ADS1115 at address 0x48. The chip's own converter is not used: it does not measure below 150 mV, which is where
 * the TDS of good drinking water lies, and reads a dry probe like that too.
 */
#pragma once
#include <stdint.h>

class TwoWire;

class Ads1115 {
 public:
  explicit Ads1115(TwoWire& wire) : wire_(wire) {}
  /** Millivolts at `input` (0–3) against ground; takes 9 ms. False when the converter does not answer. */
  bool read(uint8_t input, double& milliVolts);

 private:
  bool write(uint8_t which, uint16_t value);
  bool fetch(uint8_t which, uint16_t& value);

  TwoWire& wire_;
};
