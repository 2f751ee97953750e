/** Ozone unit on an ESP32: wires the parts of the chip to `Unit`. README.md of the folder above has wiring, building and settings. */
#include <Arduino.h>
#include <ArduinoOTA.h>
#include <RTClib.h>
#include <Wire.h>
#include <atomic>
#include <esp_ota_ops.h>
#include <esp_sntp.h>
#include <esp_timer.h>
#include "../base/arduino-memory.h"
#include "../base/arduino-radio.h"
#include "../base/console.h"
#include "../base/iso-time.h"
#include "arduino-broker.h"
#include "arduino-card.h"
#include "pins.h"
#include "unit-settings.h"
#include "unit.h"

// The core would call any image that starts a good one, before `setup`. The name is one of C.
extern "C" bool verifyRollbackLater() { return true; }

namespace {

constexpr uint64_t tickUs = 5000;
constexpr uint8_t buttonPins[kindCount] = {buttonBasicPin, buttonStandardPin, buttonPremiumPin};

uint64_t nowMs() { return static_cast<uint64_t>(esp_timer_get_time()) / 1000; }

class ArduinoRtc : public Rtc {
 public:
  RtcReading read() override {
    // Asks for the chip each time: one that fell off the bus answers with nonsense otherwise.
    if (!rtc_.begin(&Wire)) return {false, false, 0};
    const DateTime now = rtc_.now();
    return {now.isValid(), rtc_.lostPower(), static_cast<int64_t>(now.unixtime())};
  }
  void set(int64_t epochS) override {
    if (rtc_.begin(&Wire)) rtc_.adjust(DateTime(static_cast<uint32_t>(epochS)));
  }

 private:
  RTC_DS3231 rtc_;
};

class ArduinoImage : public Image {
 public:
  bool isOnTrial() override {
    esp_ota_img_states_t state;
    return esp_ota_get_state_partition(esp_ota_get_running_partition(), &state) == ESP_OK && state == ESP_OTA_IMG_PENDING_VERIFY;
  }
  void accept() override { esp_ota_mark_app_valid_cancel_rollback(); }
  void reject() override { esp_ota_mark_app_invalid_rollback_and_reboot(); }
};

ArduinoMemory memory;
Settings settings(unitSettings, memory);
Panel panel;
ArduinoCard card;
ArduinoRadio radio(settings);
ArduinoBroker broker(settings);
ArduinoRtc rtc;
ArduinoImage image;
std::unique_ptr<Unit> unit;
bool isRelayLow = false;
bool hasInterlock = false;

class UnitConsole : public Console {
 public:
  UnitConsole() : Console(settings) {}

 protected:
  std::string answer(const std::string& word, const std::string& rest) override {
    if (word == "status") return unit->statusText(nowMs()) + "\n";
    int64_t epochS;
    if (word != "time") return "";
    return parseIsoTime(rest, epochS) && unit->setTime(nowMs(), epochS) ? "ok\n" : "error: time 2026-01-20T10:30:00Z\n";
  }
  const char* words() const override { return "time, status"; }
};

UnitConsole console;
/** Seconds since 1970 as the time server told last; 0 is nothing new. */
std::atomic<uint32_t> heardTimeS{0};
bool isOnlineBegun = false;
bool isUpdated = false;

/** Runs in the timer's task, whatever the loop waits for. */
void tick(void*) {
  Levels levels;
  for (size_t i = 0; i < kindCount; i++) levels.isDown[i] = digitalRead(buttonPins[i]) == LOW;
  levels.isInterlockOpen = hasInterlock && digitalRead(interlockPin) == HIGH;
  const bool isOn = panel.tick(nowMs(), levels);
  digitalWrite(relayPin, isOn != isRelayLow ? HIGH : LOW);
}

void beginPins() {
  isRelayLow = settings.number("relay_low") == 1;
  hasInterlock = settings.number("interlock") == 1;
  digitalWrite(relayPin, isRelayLow ? HIGH : LOW);
  pinMode(relayPin, OUTPUT);
  pinMode(ledPin, OUTPUT);
  pinMode(interlockPin, INPUT_PULLUP);
  for (const uint8_t pin : buttonPins) pinMode(pin, INPUT_PULLUP);
  panel.begin({settings.number("bounce_ms"), settings.number("hold_off_ms")});
  esp_timer_create_args_t timer = {};
  timer.callback = tick;
  timer.name = "panel";
  esp_timer_handle_t handle;
  if (esp_timer_create(&timer, &handle) == ESP_OK) esp_timer_start_periodic(handle, tickUs);
}

/** What needs the network, once it is there for the first time. */
void beginOnline() {
  isOnlineBegun = true;
  sntp_set_time_sync_notification_cb([](timeval* now) { heardTimeS = static_cast<uint32_t>(now->tv_sec); });
  configTime(0, 0, settings.text("ntp_server").c_str());
  if (settings.text("ota_password").empty()) return;
  ArduinoOTA.setPassword(settings.text("ota_password").c_str());
  ArduinoOTA.setRebootOnSuccess(false);
  // The transfer holds the loop longer than its watchdog bears.
  ArduinoOTA.onStart([] { disableLoopWDT(); });
  ArduinoOTA.onError([](ota_error_t) { enableLoopWDT(); });
  ArduinoOTA.onEnd([] { isUpdated = true; });
  ArduinoOTA.begin();
}

void restart() {
  unit->takePresses();
  ESP.restart();
}

}  // namespace

void setup() {
  Serial.begin(115200);
  memory.begin();
  settings.load();
  beginPins();
  Wire.begin(rtcSdaPin, rtcSclPin);
  card.begin();
  const std::string mac = WiFi.macAddress().c_str();
  const std::string& named = settings.text("device_id");
  const std::string deviceId = named.empty() ? mac : named;
  broker.begin(deviceId);
  unit.reset(new Unit({panel, card, memory, radio, broker, rtc, image, settings, nowMs, [] { return esp_random(); },
                       [] { return static_cast<int>(WiFi.RSSI()); }},
                      deviceId, ESP.getEfuseMac()));
  unit->begin(nowMs());
  enableLoopWDT();
}

void loop() {
  const uint32_t heardS = heardTimeS.exchange(0);
  if (heardS != 0) unit->setTime(nowMs(), heardS);
  unit->run(nowMs());
  digitalWrite(ledPin, unit->isLedOn(nowMs()) ? HIGH : LOW);
  while (Serial.available() > 0) Serial.print(console.take(static_cast<char>(Serial.read())).c_str());
  const bool isIdle = !panel.isRunning();
  if (!isOnlineBegun && radio.isJoined()) beginOnline();
  // No new firmware in the middle of a treatment.
  if (isOnlineBegun && isIdle) ArduinoOTA.handle();
  if (isIdle && (isUpdated || console.takeRestart())) restart();
  delay(2);
}
