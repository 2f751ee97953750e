/**
 * From volts to pH and TDS, for the boards of DFRobot that are sold for this: SEN0161-V2 (pH) and SEN0244 (TDS).
 *
 * pH: a glass electrode gives 2.303 RT/F = 59.16 mV for each pH at 25 °C, in proportion to the absolute temperature, and nothing
 * at pH 7 (Nernst); the board turns the sign, makes three times as much of it and adds 1500 mV (DFRobot_PH.cpp). Two buffers
 * tell the electrode's own zero and slope.
 *
 * TDS: half of 133.42 V³ − 255.86 V² + 857.39 V, divided by 1 + 0.02 (t − 25 °C) (GravityTDS.cpp). Two solutions of known TDS
 * correct that by a straight line.
 */
#pragma once
#include <string>

/** One measurement of something known. */
struct PhPoint {
  double ph;
  double milliVolts;
  double celsius;
};

class PhCalibration {
 public:
  /** False for buffers less than 2 pH apart, and for an electrode with less than 80 or more than 110 per cent of the slope of a new one. */
  bool fit(const PhPoint& one, const PhPoint& other);
  bool isFitted() const { return slope_ != 0; }
  double ph(double milliVolts, double celsius) const;
  /** Of the slope of a new electrode. */
  double slopePercent() const;
  std::string text() const;
  /** What `text` gave; false for anything else. */
  bool parse(const std::string& text);

 private:
  double zeroMilliVolts_ = 0;
  /** Millivolts for one pH less, at 25 °C. */
  double slope_ = 0;
};

struct TdsPoint {
  /** What the solution has, in ppm at 25 °C. */
  double ppm;
  /** What `rawTds` made of it. */
  double raw;
};

/** In ppm at 25 °C, by the maker's formula alone. */
double rawTds(double milliVolts, double celsius);

class TdsCalibration {
 public:
  /** False for solutions less than 50 ppm apart, and for a probe more than twice or less than half as sensitive as a new one. */
  bool fit(const TdsPoint& one, const TdsPoint& other);
  bool isFitted() const { return factor_ != 0; }
  /** Not below 0. */
  double ppm(double raw) const;
  std::string text() const;
  bool parse(const std::string& text);

 private:
  double factor_ = 0;
  double offset_ = 0;
};
