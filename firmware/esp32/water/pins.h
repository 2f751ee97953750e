/** Which pin does what. No document names pins for the sensor head; these are free on every DevKit and not read by the chip when it starts. */
#pragma once
#include <stdint.h>

constexpr uint8_t sdaPin = 21;
constexpr uint8_t sclPin = 22;
/** Data line of the DS18B20, drawn up to 3.3 V by 4.7 kΩ. */
constexpr uint8_t thermometerPin = 4;

/** Inputs of the ADS1115, each drawn to ground by 1 MΩ so that a wire that fell off reads as nothing. */
constexpr uint8_t phInput = 0;
constexpr uint8_t tdsInput = 1;
