/** The parts of the chip and of its boards, over the world. */
#include <Arduino.h>
#include <ArduinoOTA.h>
#include <DallasTemperature.h>
#include <Preferences.h>
#include <RTClib.h>
#include <WiFi.h>
#include <Wire.h>
#include <esp_ota_ops.h>
#include <esp_sntp.h>
#include <esp_timer.h>
#include <random>
#include <stdlib.h>
#include <string.h>
#include "../base/json.h"
#include "world.h"

HardwareSerial Serial;
EspClass ESP;
WiFiClass WiFi;
TwoWire Wire;
ArduinoOTAClass ArduinoOTA;

void pinMode(uint8_t, uint8_t) {}

void digitalWrite(uint8_t pin, uint8_t level) {
  const auto found = world.driven.find(pin);
  if (found != world.driven.end() && found->second == level) return;
  world.driven[pin] = level;
  const int64_t atMs = static_cast<int64_t>(world.nowUs / 1000);
  say(JsonText().raw("driven", JsonText().number("pin", pin).number("level", level).number("at", atMs).end()).end());
}

int digitalRead(uint8_t pin) {
  const auto found = world.held.find(pin);
  return found == world.held.end() ? HIGH : found->second;
}

void delay(uint32_t ms) { advance(ms * 1000ull); }

uint32_t esp_random() {
  static std::random_device device;
  return device();
}

void configTime(long, int, const char*) {}
void enableLoopWDT() {}
void disableLoopWDT() {}

int HardwareSerial::available() { return static_cast<int>(world.serialIn.size()); }

int HardwareSerial::read() {
  if (world.serialIn.empty()) return -1;
  const char byte = world.serialIn[0];
  world.serialIn.erase(0, 1);
  return static_cast<uint8_t>(byte);
}

size_t HardwareSerial::print(const char* text) {
  world.serialOut += text;
  for (size_t end = world.serialOut.find('\n'); end != std::string::npos; end = world.serialOut.find('\n')) {
    say(JsonText().text("serial", world.serialOut.substr(0, end)).end());
    world.serialOut.erase(0, end + 1);
  }
  return strlen(text);
}

void EspClass::restart() {
  say(JsonText().flag("restarted", true).end());
  _Exit(0);
}

wl_status_t WiFiClass::begin(const char*, const char*) {
  world.isJoining = true;
  return WL_DISCONNECTED;
}

wl_status_t WiFiClass::status() { return world.isJoining && world.isWifiUp ? WL_CONNECTED : WL_DISCONNECTED; }

bool WiFiClass::disconnect() {
  world.isJoining = false;
  return true;
}

bool RTC_DS3231::begin(TwoWire*) { return world.isRtcThere; }

void RTC_DS3231::adjust(const DateTime& time) {
  world.hasRtcLostPower = false;
  world.rtcStartS = static_cast<int64_t>(time.unixtime()) - static_cast<int64_t>(world.nowUs / 1000000);
  say(JsonText().number("rtc", time.unixtime()).end());
}

bool RTC_DS3231::lostPower() { return world.hasRtcLostPower; }

DateTime RTC_DS3231::now() { return DateTime(static_cast<uint32_t>(world.rtcStartS + static_cast<int64_t>(world.nowUs / 1000000))); }

bool Preferences::isKey(const char* key) {
  if (strlen(key) > 15) abort();
  return world.nvs.count(key) == 1;
}

bool Preferences::remove(const char* key) {
  world.nvs.erase(key);
  saveNvs();
  return true;
}

size_t Preferences::putBytes(const char* key, const void* bytes, size_t length) {
  if (strlen(key) > 15) abort();
  world.nvs[key] = std::string(static_cast<const char*>(bytes), length);
  saveNvs();
  return length;
}

size_t Preferences::getBytesLength(const char* key) { return world.nvs[key].size(); }

size_t Preferences::getBytes(const char* key, void* into, size_t room) {
  const std::string& kept = world.nvs[key];
  if (kept.size() > room) return 0;
  memcpy(into, kept.data(), kept.size());
  return kept.size();
}

struct esp_timer {
  esp_timer_create_args_t args;
};

int64_t esp_timer_get_time() { return static_cast<int64_t>(world.nowUs); }

esp_err_t esp_timer_create(const esp_timer_create_args_t* args, esp_timer_handle_t* handle) {
  static std::deque<esp_timer> made;
  made.push_back({*args});
  *handle = &made.back();
  return ESP_OK;
}

esp_err_t esp_timer_start_periodic(esp_timer_handle_t handle, uint64_t periodUs) {
  world.timers.push_back({[handle] { handle->args.callback(handle->args.arg); }, periodUs, world.nowUs + periodUs});
  return ESP_OK;
}

void sntp_set_time_sync_notification_cb(sntp_sync_time_cb_t callback) {
  world.heardTime = [callback](int64_t epochS) {
    timeval time = {static_cast<time_t>(epochS), 0};
    callback(&time);
  };
}

const esp_partition_t* esp_ota_get_running_partition() {
  static const esp_partition_t running;
  return &running;
}

esp_err_t esp_ota_get_state_partition(const esp_partition_t*, esp_ota_img_states_t* state) {
  *state = world.isImageOnTrial ? ESP_OTA_IMG_PENDING_VERIFY : ESP_OTA_IMG_VALID;
  return ESP_OK;
}

esp_err_t esp_ota_mark_app_valid_cancel_rollback() {
  world.isImageOnTrial = false;
  say(JsonText().text("image", "accepted").end());
  return ESP_OK;
}

esp_err_t esp_ota_mark_app_invalid_rollback_and_reboot() {
  say(JsonText().text("image", "rejected").end());
  _Exit(0);
}

void ArduinoOTAClass::setPassword(const char* password) { say(JsonText().text("ota_password", password).end()); }

void ArduinoOTAClass::begin() { say(JsonText().text("ota", "open").end()); }

void ArduinoOTAClass::handle() {
  if (!isOffered || !end_) return;
  isOffered = false;
  start_();
  end_();
}

float DallasTemperature::getTempCByIndex(uint8_t) { return static_cast<float>(world.celsius); }

void TwoWire::beginTransmission(uint8_t address) {
  address_ = address;
  sent_.clear();
}

size_t TwoWire::write(uint8_t byte) {
  sent_ += static_cast<char>(byte);
  return 1;
}

uint8_t TwoWire::endTransmission() {
  if (address_ != 0x48 || !world.isConverterThere || sent_.empty()) return 2;
  pointer_ = static_cast<uint8_t>(sent_[0]);
  if (sent_.size() == 3 && pointer_ == 1) {
    config_ = static_cast<uint16_t>((static_cast<uint8_t>(sent_[1]) << 8) | static_cast<uint8_t>(sent_[2]));
  }
  return 0;
}

uint8_t TwoWire::requestFrom(uint8_t, uint8_t count) {
  if (!world.isConverterThere || count != 2) return 0;
  // ±4.096 V over sixteen bits, from the input that the configuration names.
  const double steps = world.milliVolts[(config_ >> 12) & 3] / 0.125;
  const uint16_t value = pointer_ == 1 ? static_cast<uint16_t>(config_ | 0x8000) : static_cast<uint16_t>(static_cast<int16_t>(steps));
  answer_ = {static_cast<char>(value >> 8), static_cast<char>(value)};
  return 2;
}

int TwoWire::read() {
  if (answer_.empty()) return -1;
  const uint8_t byte = static_cast<uint8_t>(answer_[0]);
  answer_.erase(0, 1);
  return byte;
}
