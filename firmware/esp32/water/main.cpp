/** Sensor head on an ESP32: wires the parts of the chip to `Head`. README.md of the folder above has wiring, building and calibration. */
#include <Arduino.h>
#include <DallasTemperature.h>
#include <OneWire.h>
#include <WebServer.h>
#include <Wire.h>
#include <esp_timer.h>
#include <stdlib.h>
#include "../base/arduino-memory.h"
#include "../base/arduino-radio.h"
#include "../base/console.h"
#include "ads1115.h"
#include "head.h"
#include "pins.h"

namespace {

constexpr Setting headSettings[] = {
    {"wifi_ssid", SettingKind::text, "", 0, 32},
    {"wifi_password", SettingKind::secret, "", 0, 63},
};
/** A DS18B20 needs 750 ms for twelve bits. */
constexpr uint32_t warmthEveryMs = 1000;

uint64_t nowMs() { return static_cast<uint64_t>(esp_timer_get_time()) / 1000; }

ArduinoMemory memory;
Settings settings(headSettings, memory);
ArduinoRadio radio(settings);
Joining joining(radio);
Head head(memory);
Ads1115 converter(Wire);
OneWire oneWire(thermometerPin);
DallasTemperature thermometer(&oneWire);
WebServer server(80);

class HeadConsole : public Console {
 public:
  HeadConsole() : Console(settings) {}

 protected:
  std::string answer(const std::string& word, const std::string& rest) override {
    if (word == "details") return head.details(nowMs()) + "\n";
    if (word != "cal") return "";
    const size_t space = rest.find(' ');
    const char* number = space == std::string::npos ? "" : rest.c_str() + space + 1;
    char* end;
    const double known = strtod(number, &end);
    return *number == '\0' || *end != '\0' ? "error: cal ph 7.00, cal tds 707\n" : head.calibrate(nowMs(), rest.substr(0, space), known);
  }
  const char* words() const override { return "details, cal"; }
};

HeadConsole console;
uint64_t sampledAtMs = 0;
uint64_t warmthAtMs = 0;
double celsius = DEVICE_DISCONNECTED_C;
bool isServing = false;

void send(int status, const std::string& body) {
  server.sendHeader("Cache-Control", "no-store");
  server.send(status, "application/json", body.c_str());
}

void beginServer() {
  isServing = true;
  server.on("/readings", HTTP_GET, [] {
    const Answer answer = head.readings(nowMs());
    send(answer.status, answer.body);
  });
  server.on("/details", HTTP_GET, [] { send(200, head.details(nowMs())); });
  server.onNotFound([] { send(404, "{\"code\":\"not_found\"}"); });
  server.begin();
}

void measure() {
  if (nowMs() - warmthAtMs >= warmthEveryMs) {
    warmthAtMs = nowMs();
    celsius = thermometer.getTempCByIndex(0);
    thermometer.requestTemperatures();
  }
  if (nowMs() - sampledAtMs < sampleEveryMs) return;
  sampledAtMs = nowMs();
  Sample sample = {false, 0, 0, celsius};
  sample.hasVolts = converter.read(phInput, sample.phMilliVolts) && converter.read(tdsInput, sample.tdsMilliVolts);
  head.add(nowMs(), sample);
}

}  // namespace

void setup() {
  Serial.begin(115200);
  memory.begin();
  settings.load();
  Wire.begin(sdaPin, sclPin);
  // A bus held down by a wet connector must not hold the loop.
  Wire.setTimeOut(50);
  thermometer.begin();
  thermometer.setWaitForConversion(false);
  thermometer.requestTemperatures();
  head.begin();
  enableLoopWDT();
}

void loop() {
  measure();
  if (joining.run(nowMs(), esp_random()) && !isServing) beginServer();
  if (isServing) server.handleClient();
  while (Serial.available() > 0) Serial.print(console.take(static_cast<char>(Serial.read())).c_str());
  if (console.takeRestart()) ESP.restart();
  delay(2);
}
