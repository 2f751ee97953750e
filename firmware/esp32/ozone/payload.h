/** The unit's topics and messages: those of the ozone document, field by field in its order, and behind them what it has no word for. */
#pragma once
#include "press.h"

/** `ozon/device/<id>/<what>`; `what` is event, status, heartbeat, command or command/reply. */
std::string topicOf(const std::string& deviceId, const char* what);

/** `isDocumentOnly`: the six fields of the document and nothing else. */
std::string eventPayload(const std::string& deviceId, const Press& press, bool isDocumentOnly);

/** How the last run of the relay ended. */
struct LastRun {
  bool isKnown = false;
  Kind kind = Kind::basic;
  uint32_t plannedS = 0;
  uint32_t ranS = 0;
  /** done, stopped, interlock or reset. */
  const char* ended = "";
};

/** The unit at one moment. */
struct Condition {
  int64_t epochS;
  ClockQuality clock;
  uint64_t uptimeMs;
  uint32_t boot;
  Counts counts;
  uint32_t waiting;
  bool isRtcGood;
  bool hasCard;
  bool isInterlockOpen;
  int rssi;
  const char* firmware;
  const char* running;
  LastRun lastRun;
};

std::string statusPayload(const std::string& deviceId, const Condition& condition, bool isDocumentOnly);
std::string heartbeatPayload(const std::string& deviceId, const Condition& condition, bool isDocumentOnly);
/** What the broker says for a unit that is gone. No counts: they would be those of long ago. */
std::string willPayload(const std::string& deviceId, int64_t epochS);
