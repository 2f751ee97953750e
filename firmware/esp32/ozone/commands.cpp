#include "commands.h"
#include "../base/iso-time.h"
#include "../base/json.h"

namespace {

/** The hub gives ten seconds; more than this ahead means that the two clocks do not agree. */
constexpr int64_t furthestS = 60;
constexpr size_t remembered = 8;
constexpr const char* lastKey = "last_command";
constexpr size_t longestId = 64;

bool isId(const std::string& id) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
  return !id.empty() && id.size() <= longestId && id.find_first_not_of(letters) == std::string::npos;
}

/** False when the fields make no order. */
bool orderOf(const JsonFields& fields, Command& command) {
  std::string type, kind;
  fields.text("type", type);
  command.kind = Kind::basic;
  if (type == "run") {
    command.order = Order::run;
    return fields.text("event_type", kind) && kindOf(kind, command.kind);
  }
  command.order = type == "stop" ? Order::stop : Order::status;
  return type == "stop" || type == "status";
}

}  // namespace

std::string replyPayload(const std::string& deviceId, const Reply& reply) {
  JsonText json;
  json.text("device_id", deviceId).text("command_id", reply.commandId).text("state", reply.state);
  // The relay has no contact that tells whether it moved.
  if (reply.state == "accepted" || reply.state == "succeeded") json.text("evidence", "assumed");
  if (!reply.error.empty()) json.raw("error", JsonText().text("code", reply.error).end());
  return json.end();
}

void Commands::begin() {
  std::string id;
  if (memory_.get(lastKey, id)) answered_.push_back({id, "failed", "reset"});
}

bool Commands::judge(const std::string& json, int64_t epochS, ClockQuality clock, Command& command, Reply& reply) {
  reply = Reply();
  JsonFields fields;
  if (!fields.parse(json) || !fields.text("id", command.id) || !isId(command.id)) return false;
  reply.commandId = command.id;
  if (const Reply* before = earlier(command.id)) {
    reply = *before;
    return false;
  }
  std::string deadline;
  int64_t deadlineS = 0;
  reply.state = "rejected";
  if (!orderOf(fields, command) || !fields.text("deadline", deadline) || !parseIsoTime(deadline, deadlineS)) {
    reply.error = "invalid_message";
  } else if (clock == ClockQuality::unknown) {
    reply.error = "clock_unknown";
  } else if (epochS > deadlineS) {
    reply.state = "expired";
    reply.error = "expired";
  } else if (deadlineS - epochS > furthestS) {
    reply.error = "clock_differs";
  } else {
    // Before anything moves: a power cut after this leaves it undone, never done twice.
    if (memory_.put(lastKey, command.id)) return true;
    reply.error = "storage_full";
  }
  return false;
}

void Commands::answered(const Reply& reply) {
  for (Reply& one : answered_) {
    if (one.commandId != reply.commandId) continue;
    one = reply;
    return;
  }
  answered_.push_back(reply);
  if (answered_.size() > remembered) answered_.pop_front();
}

const Reply* Commands::earlier(const std::string& id) const {
  for (const Reply& one : answered_) {
    if (one.commandId == id) return &one;
  }
  return nullptr;
}
