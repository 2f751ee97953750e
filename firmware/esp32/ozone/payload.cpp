#include "payload.h"
#include "../base/iso-time.h"
#include "../base/json.h"

namespace {

/** The document's message; `status` stands in its list of event types. */
JsonText documentFields(const std::string& deviceId, const char* eventType, int64_t epochS, const Counts& counts) {
  JsonText json;
  json.text("device_id", deviceId).text("event_type", eventType).text("timestamp", isoTime(epochS));
  json.number("count_basic", counts.of[0]).number("count_standard", counts.of[1]).number("count_premium", counts.of[2]);
  return json;
}

std::string lastRunJson(const LastRun& run) {
  JsonText json;
  json.text("event_type", kindName(run.kind)).number("planned_s", run.plannedS);
  // After a restart nobody knows how far it got.
  if (std::string(run.ended) == "reset") json.null("ran_s");
  else json.number("ran_s", run.ranS);
  return json.text("ended", run.ended).end();
}

}  // namespace

std::string topicOf(const std::string& deviceId, const char* what) { return "ozon/device/" + deviceId + "/" + what; }

std::string eventPayload(const std::string& deviceId, const Press& press, bool isDocumentOnly) {
  JsonText json = documentFields(deviceId, kindName(press.kind), press.epochS, press.counts);
  if (isDocumentOnly) return json.end();
  json.text("id", uuidText(press.id)).number("seq", press.seq).number("boot", press.boot);
  return json.number("uptime_ms", static_cast<int64_t>(press.uptimeMs)).text("clock", clockName(press.clock)).end();
}

std::string statusPayload(const std::string& deviceId, const Condition& now, bool isDocumentOnly) {
  JsonText json = documentFields(deviceId, "status", now.epochS, now.counts);
  json.flag("wifi_connected", true).flag("rtc_available", now.isRtcGood).flag("sd_available", now.hasCard);
  if (isDocumentOnly) return json.end();
  json.text("firmware", now.firmware).number("boot", now.boot).number("uptime_ms", static_cast<int64_t>(now.uptimeMs));
  json.text("clock", clockName(now.clock)).number("waiting", now.waiting).number("rssi", now.rssi);
  json.flag("interlock_open", now.isInterlockOpen);
  if (now.running == nullptr) json.null("running");
  else json.text("running", now.running);
  if (now.lastRun.isKnown) json.raw("last_run", lastRunJson(now.lastRun));
  return json.end();
}

std::string heartbeatPayload(const std::string& deviceId, const Condition& now, bool isDocumentOnly) {
  JsonText json = documentFields(deviceId, "status", now.epochS, now.counts);
  if (isDocumentOnly) return json.end();
  json.number("boot", now.boot).number("uptime_ms", static_cast<int64_t>(now.uptimeMs));
  return json.text("clock", clockName(now.clock)).number("waiting", now.waiting).end();
}

std::string willPayload(const std::string& deviceId, int64_t epochS) {
  JsonText json;
  json.text("device_id", deviceId).text("event_type", "status").text("timestamp", isoTime(epochS));
  return json.flag("wifi_connected", false).end();
}
