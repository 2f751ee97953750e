#include "head.h"
#include <math.h>
#include "../base/json.h"

namespace {

constexpr const char* phKey = "ph_calibration";
constexpr const char* tdsKey = "tds_calibration";

/** A reading older than this is none. */
constexpr uint32_t freshMs = 3000;

/** The boards give 0 to 3.0 V and 0 to 2.3 V; a broken or missing wire is drawn to 0 by a resistor, a short ends at either rail. */
constexpr double leastPh = 50, mostPh = 3050;
constexpr double leastTds = 2, mostTds = 2350;

/** What a DS18B20 says before its first measurement. */
constexpr double thermometerStart = 85;
constexpr double coldest = 0.1, warmest = 60;

/** More than this between the samples of a calibration: the probe has not settled. */
constexpr double settledPh = 6, settledTds = 10;

const char* outside(double value, double least, double most) {
  return value < least ? "open_or_shorted_to_ground" : value > most ? "shorted_to_supply" : nullptr;
}

void field(JsonText& json, const char* key, const char* fault, double value, int decimals) {
  if (fault != nullptr) json.null(key);
  else json.decimal(key, value, decimals);
}

void faultField(JsonText& json, const char* key, const char* fault) {
  if (fault == nullptr) json.null(key);
  else json.text(key, fault);
}

}  // namespace

void Head::begin() {
  std::string kept;
  if (memory_.get(phKey, kept)) phCalibration_.parse(kept);
  if (memory_.get(tdsKey, kept)) tdsCalibration_.parse(kept);
}

void Head::add(uint64_t nowMs, const Sample& sample) {
  isConverterThere_ = sample.hasVolts;
  celsius_ = sample.celsius;
  isWarmthKnown_ = celsius_ >= coldest && celsius_ <= warmest && celsius_ != thermometerStart;
  if (!sample.hasVolts) {
    ph_.clear();
    tds_.clear();
    return;
  }
  sampledAtMs_ = nowMs;
  ph_.add(sample.phMilliVolts);
  tds_.add(sample.tdsMilliVolts);
}

const char* Head::voltsFault(uint64_t nowMs) const {
  if (!isConverterThere_) return "converter_missing";
  return !ph_.isFull() || nowMs - sampledAtMs_ > freshMs ? "no_samples" : nullptr;
}

Head::Faults Head::faults(uint64_t nowMs) const {
  Faults found = {};
  if (!isWarmthKnown_) found.temperature = "missing_or_out_of_range";
  const char* volts = voltsFault(nowMs);
  found.ph = volts != nullptr ? volts : outside(ph_.middle(), leastPh, mostPh);
  found.tds = volts != nullptr ? volts : outside(tds_.middle(), leastTds, mostTds);
  if (found.ph == nullptr && !phCalibration_.isFitted()) found.ph = "not_calibrated";
  if (found.tds == nullptr && !tdsCalibration_.isFitted()) found.tds = "not_calibrated";
  // Without the temperature neither can be told: it is ten per cent and more between a cold and a warm tank.
  if (found.ph == nullptr && !isWarmthKnown_) found.ph = "temperature_unknown";
  if (found.tds == nullptr && !isWarmthKnown_) found.tds = "temperature_unknown";
  if (found.ph == nullptr) {
    const double ph = phCalibration_.ph(ph_.middle(), celsius_);
    if (!(ph >= 0 && ph <= 14)) found.ph = "out_of_range";
  }
  if (found.tds == nullptr && !(tdsCalibration_.ppm(rawTds(tds_.middle(), celsius_)) <= 1000)) found.tds = "out_of_range";
  return found;
}

Answer Head::readings(uint64_t nowMs) const {
  const Faults wrong = faults(nowMs);
  const bool isGood = wrong.tds == nullptr && wrong.ph == nullptr && wrong.temperature == nullptr;
  JsonText json;
  field(json, "tds", wrong.tds, wrong.tds == nullptr ? tdsCalibration_.ppm(rawTds(tds_.middle(), celsius_)) : 0, 1);
  field(json, "ph", wrong.ph, wrong.ph == nullptr ? phCalibration_.ph(ph_.middle(), celsius_) : 0, 2);
  field(json, "temperature", wrong.temperature, celsius_, 1);
  json.number("uptime_ms", static_cast<int64_t>(nowMs));
  return {isGood ? 200 : 503, json.end()};
}

std::string Head::details(uint64_t nowMs) const {
  const Faults wrong = faults(nowMs);
  JsonText raw, fault, calibration, json;
  if (voltsFault(nowMs) == nullptr) {
    raw.decimal("ph_mv", ph_.middle(), 2).decimal("tds_mv", tds_.middle(), 2);
    if (isWarmthKnown_) raw.decimal("tds_ppm", rawTds(tds_.middle(), celsius_), 1);
  }
  raw.decimal("celsius", celsius_, 2);
  faultField(fault, "tds", wrong.tds);
  faultField(fault, "ph", wrong.ph);
  faultField(fault, "temperature", wrong.temperature);
  if (phCalibration_.isFitted()) calibration.decimal("ph_slope_percent", phCalibration_.slopePercent(), 1);
  if (tdsCalibration_.isFitted()) calibration.text("tds", tdsCalibration_.text());
  json.text("firmware", headFirmware).raw("readings", readings(nowMs).body).raw("raw", raw.end());
  return json.raw("faults", fault.end()).raw("calibration", calibration.end()).end();
}

std::string Head::calibrate(uint64_t nowMs, const std::string& what, double known) {
  if (voltsFault(nowMs) != nullptr || !isWarmthKnown_) return "error: sensors not in order, see details\n";
  if (what == "ph") return calibratePh(known);
  if (what == "tds") return calibrateTds(known);
  return "error: cal ph 7.00, cal tds 707\n";
}

std::string Head::calibratePh(double known) {
  if (!(known >= 0 && known <= 14)) return "error: out of range\n";
  if (outside(ph_.middle(), leastPh, mostPh) != nullptr) return "error: open or shorted\n";
  if (ph_.spread() > settledPh) return "error: not settled, wait\n";
  const PhPoint point = {known, ph_.middle(), celsius_};
  // Another try at the same buffer replaces the one before.
  if (!hasPhPoint_ || fabs(phPoint_.ph - known) < 2) {
    hasPhPoint_ = true;
    phPoint_ = point;
    return "ok, now the other buffer\n";
  }
  PhCalibration fitted;
  if (!fitted.fit(phPoint_, point)) return "error: no good electrode gives these two, rinse and begin again\n";
  if (!memory_.put(phKey, fitted.text())) return "error: the memory did not take it\n";
  phCalibration_ = fitted;
  hasPhPoint_ = false;
  return "ok, calibrated\n";
}

std::string Head::calibrateTds(double known) {
  if (!(known > 0 && known <= 1000)) return "error: out of range\n";
  if (outside(tds_.middle(), leastTds, mostTds) != nullptr) return "error: open or shorted\n";
  if (tds_.spread() > settledTds) return "error: not settled, wait\n";
  const TdsPoint point = {known, rawTds(tds_.middle(), celsius_)};
  if (!hasTdsPoint_ || fabs(tdsPoint_.ppm - known) < 50) {
    hasTdsPoint_ = true;
    tdsPoint_ = point;
    return "ok, now the other solution\n";
  }
  TdsCalibration fitted;
  if (!fitted.fit(tdsPoint_, point)) return "error: no good probe gives these two, rinse and begin again\n";
  if (!memory_.put(tdsKey, fitted.text())) return "error: the memory did not take it\n";
  tdsCalibration_ = fitted;
  hasTdsPoint_ = false;
  return "ok, calibrated\n";
}
