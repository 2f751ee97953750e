/** Stand-in for the core's ArduinoOTA. */
#pragma once
#include "Arduino.h"

enum ota_error_t { OTA_AUTH_ERROR, OTA_BEGIN_ERROR };

class ArduinoOTAClass {
 public:
  void setPassword(const char* password);
  void setRebootOnSuccess(bool) {}
  void onStart(std::function<void()> call) { start_ = call; }
  void onEnd(std::function<void()> call) { end_ = call; }
  void onError(std::function<void(ota_error_t)> call) { error_ = call; }
  void begin();
  void handle();

  /** An update that somebody sends; it comes in when the firmware handles it. */
  bool isOffered = false;

 private:
  std::function<void()> start_;
  std::function<void()> end_;
  std::function<void(ota_error_t)> error_;
};
extern ArduinoOTAClass ArduinoOTA;
