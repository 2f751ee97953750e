/** Stand-in for Adafruit's RTClib: the DS3231 and as much of its DateTime as is used. */
#pragma once
#include "Wire.h"

class DateTime {
 public:
  explicit DateTime(uint32_t unixtime) : unixtime_(unixtime) {}
  bool isValid() const { return true; }
  uint32_t unixtime() const { return unixtime_; }

 private:
  uint32_t unixtime_;
};

class RTC_DS3231 {
 public:
  bool begin(TwoWire* wire);
  void adjust(const DateTime& time);
  bool lostPower();
  DateTime now();
};
