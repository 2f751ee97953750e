#include "calibration.h"
#include <math.h>
#include <stdio.h>

namespace {

constexpr double kelvin = 273.15;
constexpr double referenceKelvin = kelvin + 25;
/** 59.16 mV for each pH, three times by the board. */
constexpr double newSlope = 3 * 59.16;
constexpr double neutralPh = 7;

double warmth(double celsius) { return (celsius + kelvin) / referenceKelvin; }

std::string twoNumbers(double one, double other) {
  char shown[64];
  snprintf(shown, sizeof shown, "%.9g %.9g", one, other);
  return shown;
}

bool takeTwo(const std::string& text, double& one, double& other) {
  int end = 0;
  return sscanf(text.c_str(), "%lf %lf%n", &one, &other, &end) == 2 && static_cast<size_t>(end) == text.size() && isfinite(one) &&
         isfinite(other);
}

}  // namespace

bool PhCalibration::fit(const PhPoint& one, const PhPoint& other) {
  if (fabs(one.ph - other.ph) < 2) return false;
  const double oneReach = warmth(one.celsius) * (one.ph - neutralPh);
  const double otherReach = warmth(other.celsius) * (other.ph - neutralPh);
  const double slope = (one.milliVolts - other.milliVolts) / (otherReach - oneReach);
  if (!(slope >= 0.8 * newSlope && slope <= 1.1 * newSlope)) return false;
  slope_ = slope;
  zeroMilliVolts_ = one.milliVolts + slope * oneReach;
  return true;
}

double PhCalibration::ph(double milliVolts, double celsius) const {
  return neutralPh + (zeroMilliVolts_ - milliVolts) / (slope_ * warmth(celsius));
}

double PhCalibration::slopePercent() const { return 100 * slope_ / newSlope; }

std::string PhCalibration::text() const { return twoNumbers(zeroMilliVolts_, slope_); }

bool PhCalibration::parse(const std::string& text) { return takeTwo(text, zeroMilliVolts_, slope_); }

double rawTds(double milliVolts, double celsius) {
  const double volts = milliVolts / 1000;
  const double asMeasured = 0.5 * ((133.42 * volts - 255.86) * volts + 857.39) * volts;
  return asMeasured / (1 + 0.02 * (celsius - 25));
}

bool TdsCalibration::fit(const TdsPoint& one, const TdsPoint& other) {
  if (fabs(one.ppm - other.ppm) < 50) return false;
  const double factor = (one.ppm - other.ppm) / (one.raw - other.raw);
  if (!(factor >= 0.5 && factor <= 2)) return false;
  factor_ = factor;
  offset_ = one.ppm - factor * one.raw;
  return true;
}

double TdsCalibration::ppm(double raw) const {
  const double ppm = factor_ * raw + offset_;
  return ppm < 0 ? 0 : ppm;
}

std::string TdsCalibration::text() const { return twoNumbers(factor_, offset_); }

bool TdsCalibration::parse(const std::string& text) { return takeTwo(text, factor_, offset_); }
