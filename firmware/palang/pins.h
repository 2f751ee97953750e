/**
 * Which pin does what. Both boards are wired alike; the Mega has more relays and a switch on its housing. Pin 13 is left out:
 * the boot loader blinks its lamp, and no relay may follow that.
 */
#pragma once
#include <Arduino.h>

constexpr uint8_t noPin = 0xFF;

constexpr uint8_t flowPin = 2;
constexpr uint8_t raisePin = 8;
constexpr uint8_t lowerPin = 9;
constexpr uint8_t stopPin = 10;
constexpr uint8_t motorPins[] = {raisePin, lowerPin, stopPin};

/** Inputs in the order of their bits in the setting `nc`. */
enum class Input : uint8_t { loop1, loop2, beam, limitOpen, limitClosed, button, help, estop, door, leak, tamper };
constexpr uint8_t inputCount = 11;

/** Relays of `OUT`; the first three belong to water and treatment. */
constexpr uint8_t valveRelay = 0;
constexpr uint8_t pumpRelay = 1;
constexpr uint8_t treatmentRelay = 2;

#if defined(ARDUINO_AVR_MEGA2560)
constexpr char boardName[] = "mega";
/** Where a coin acceptor may be wired; but for the last, in place of what else is there. */
constexpr uint8_t coinPins[] = {2, 3, 4, 21};
constexpr uint8_t inputPins[inputCount] = {3, 4, 5, 6, 7, A0, A1, A2, A3, A4, A6};
constexpr uint8_t relayPins[] = {11, 12, A5, 22, 23, 24, 25, 26};
#elif defined(ARDUINO_AVR_UNO)
constexpr char boardName[] = "uno";
constexpr uint8_t coinPins[] = {2, 3, 4};
constexpr uint8_t inputPins[inputCount] = {3, 4, 5, 6, 7, A0, A1, A2, A3, A4, noPin};
constexpr uint8_t relayPins[] = {11, 12, A5};
#else
#error "Only Arduino Uno and Mega 2560 are wired"
#endif
constexpr uint8_t relayCount = sizeof relayPins;
