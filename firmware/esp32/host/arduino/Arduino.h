/** Stand-in for the Arduino core of the ESP32: as much of it as the firmware here calls, with the core's names and types. */
#pragma once
#include <algorithm>
#include <functional>
#include <memory>
#include <stdint.h>
#include <string>
#include <sys/time.h>

constexpr int HIGH = 1;
constexpr int LOW = 0;
constexpr uint8_t OUTPUT = 3;
constexpr uint8_t INPUT_PULLUP = 5;

class String : public std::string {
 public:
  String(const char* text = "") : std::string(text) {}
};

void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t level);
int digitalRead(uint8_t pin);
void delay(uint32_t ms);
uint32_t esp_random();
void configTime(long offsetS, int daylightS, const char* server);
void enableLoopWDT();
void disableLoopWDT();

class HardwareSerial {
 public:
  void begin(unsigned long) {}
  int available();
  int read();
  size_t print(const char* text);
};
extern HardwareSerial Serial;

class EspClass {
 public:
  void restart();
  uint64_t getEfuseMac() { return 0xC43EA41F8A3Cull; }
};
extern EspClass ESP;
