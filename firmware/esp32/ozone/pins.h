/**
 * Which pin does what. The ozone document gives GPIO 2 to a button and to the lamp, and GPIO 5 to a button and to the card's
 * chip select; one of each pair has to move. As a rule the two buttons do: the DevKit's lamp is soldered to GPIO 2, GPIO 5 is the
 * chip select of its SPI, and both pins are read by the chip when it starts. A unit whose buttons are wired as printed is
 * built with -DPALANG_BUTTONS_AS_PRINTED=1; lamp and chip select move there.
 */
#pragma once
#include <stdint.h>

#ifndef PALANG_BUTTONS_AS_PRINTED
#define PALANG_BUTTONS_AS_PRINTED 0
#endif

#if PALANG_BUTTONS_AS_PRINTED
constexpr uint8_t buttonBasicPin = 2;
constexpr uint8_t buttonStandardPin = 4;
constexpr uint8_t buttonPremiumPin = 5;
constexpr uint8_t ledPin = 25;
constexpr uint8_t sdCsPin = 13;
#else
constexpr uint8_t buttonBasicPin = 32;
constexpr uint8_t buttonStandardPin = 4;
constexpr uint8_t buttonPremiumPin = 33;
constexpr uint8_t ledPin = 2;
constexpr uint8_t sdCsPin = 5;
#endif

constexpr uint8_t sdMosiPin = 23;
constexpr uint8_t sdMisoPin = 19;
constexpr uint8_t sdSckPin = 18;
constexpr uint8_t rtcSdaPin = 21;
constexpr uint8_t rtcSclPin = 22;

/** Not in the document, which only counts: the relay of the generator, and a loop through door and emergency stop. */
constexpr uint8_t relayPin = 26;
constexpr uint8_t interlockPin = 27;

namespace pins {

constexpr uint8_t all[] = {buttonBasicPin, buttonStandardPin, buttonPremiumPin, ledPin,   sdCsPin,     sdMosiPin,
                           sdMisoPin,      sdSckPin,          rtcSdaPin,        rtcSclPin, relayPin, interlockPin};

constexpr bool areApart() {
  for (const uint8_t& one : all) {
    for (const uint8_t& other : all) {
      if (&one != &other && one == other) return false;
    }
  }
  return true;
}

}  // namespace pins

static_assert(pins::areApart(), "two wires on one pin");
