/**
 * The sensor head: what `GET /readings` says. A value is a number only while its sensor, the thermometer it is corrected by and its
 * calibration are all in order; else it is null, and the answer is 503. Each value is the median of the last 1.5 s, so one
 * reading is free of spikes; averaging over readings and judging the water are left to the machine that asks.
 */
#pragma once
#include <stdint.h>
#include "../base/memory.h"
#include "calibration.h"
#include "median.h"

constexpr char headFirmware[] = "1.0.0";
constexpr uint32_t sampleEveryMs = 100;

/** The pins at one moment. */
struct Sample {
  /** Whether the converter answered; without it there are no voltages. */
  bool hasVolts;
  double phMilliVolts;
  double tdsMilliVolts;
  /** As the thermometer says it, wrong values included. */
  double celsius;
};

struct Answer {
  int status;
  std::string body;
};

class Head {
 public:
  explicit Head(Memory& memory) : memory_(memory) {}

  void begin();
  /** Every `sampleEveryMs`. */
  void add(uint64_t nowMs, const Sample& sample);
  /** `{"tds":…,"ph":…,"temperature":…,"uptime_ms":…}` */
  Answer readings(uint64_t nowMs) const;
  /** The raw values, what is wrong, and the calibration. */
  std::string details(uint64_t nowMs) const;
  /** The probe stands in something known: `what` is ph or tds. What to tell the technician. */
  std::string calibrate(uint64_t nowMs, const std::string& what, double known);

 private:
  /** What is wrong with each value; nullptr is nothing. */
  struct Faults {
    const char* temperature;
    const char* ph;
    const char* tds;
  };

  Faults faults(uint64_t nowMs) const;
  const char* voltsFault(uint64_t nowMs) const;
  std::string calibratePh(double known);
  std::string calibrateTds(double known);

  static constexpr size_t window = 15;
  Memory& memory_;
  PhCalibration phCalibration_;
  TdsCalibration tdsCalibration_;
  bool hasPhPoint_ = false, hasTdsPoint_ = false;
  PhPoint phPoint_ = {};
  TdsPoint tdsPoint_ = {};

  bool isConverterThere_ = false;
  uint64_t sampledAtMs_ = 0;
  double celsius_ = 0;
  bool isWarmthKnown_ = false;
  Median<window> ph_;
  Median<window> tds_;
};
