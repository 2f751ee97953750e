/**
 * What may be ordered over MQTT: `{"id":"…","deadline":"2026-01-20T10:30:10.000Z","type":"run","event_type":"BASIC"}`, or type
 * `stop` or `status`. Nothing stale ever switches anything on: without a clock that is known, with a deadline that has passed or
 * lies too far ahead to be honest, and for an id that was obeyed before, the order is answered and not carried out.
 */
#pragma once
#include <deque>
#include "../base/memory.h"
#include "press.h"

enum class Order : uint8_t { run, stop, status };

struct Command {
  std::string id;
  Order order;
  Kind kind;
};

/** An answer; `error` is its code, empty when there is none. */
struct Reply {
  std::string commandId;
  /** accepted, succeeded, failed, rejected, expired. */
  std::string state;
  std::string error;
};

std::string replyPayload(const std::string& deviceId, const Reply& reply);

class Commands {
 public:
  explicit Commands(Memory& memory) : memory_(memory) {}

  /** After a start: the id obeyed last is known, so that it is not obeyed again. */
  void begin();
  /**
   * Whether `json` is to be carried out now. If not, `reply` says why, with an empty `commandId` when there is nobody to
   * answer: no object, no id.
   */
  bool judge(const std::string& json, int64_t epochS, ClockQuality clock, Command& command, Reply& reply);
  /** What was answered, for who asks again. Replaces the last answer to the same id. */
  void answered(const Reply& reply);

 private:
  const Reply* earlier(const std::string& id) const;

  Memory& memory_;
  std::deque<Reply> answered_;
};
