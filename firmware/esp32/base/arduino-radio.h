/** Wi-Fi of the Arduino core, by the settings `wifi_ssid` and `wifi_password`. */
#pragma once
#include <WiFi.h>
#include "joining.h"
#include "settings.h"

class ArduinoRadio : public Radio {
 public:
  explicit ArduinoRadio(const Settings& settings) : settings_(settings) {}

  bool join() override {
    const std::string& ssid = settings_.text("wifi_ssid");
    if (ssid.empty()) return false;
    // The core would write the password to flash and try again at its own pace.
    WiFi.persistent(false);
    WiFi.mode(WIFI_STA);
    WiFi.setAutoReconnect(false);
    WiFi.begin(ssid.c_str(), settings_.text("wifi_password").c_str());
    return true;
  }
  bool isJoined() override { return WiFi.status() == WL_CONNECTED; }
  void leave() override { WiFi.disconnect(); }

 private:
  const Settings& settings_;
};
