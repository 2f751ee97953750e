/** Stand-in for the Wi-Fi of the ESP32's Arduino core. The MAC address is that of the ozone document. */
#pragma once
#include "Arduino.h"

enum wifi_mode_t { WIFI_STA = 1 };
enum wl_status_t { WL_CONNECTED = 3, WL_DISCONNECTED = 6 };

class WiFiClass {
 public:
  void persistent(bool) {}
  bool mode(wifi_mode_t) { return true; }
  bool setAutoReconnect(bool) { return true; }
  wl_status_t begin(const char* ssid, const char* password);
  wl_status_t status();
  bool disconnect();
  String macAddress() { return "3C:8A:1F:A4:3E:C4"; }
  int8_t RSSI() { return -60; }
};
extern WiFiClass WiFi;
