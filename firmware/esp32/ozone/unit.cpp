#include "unit.h"
#include <stdlib.h>

namespace {

/** A broker that has not acknowledged for so long does not hear us. */
constexpr uint32_t acknowledgeMs = 20000;
/** After something could not be published. */
constexpr uint32_t publishAgainMs = 1000;
constexpr uint32_t clockEveryMs = 60000;
/** A new image reaches the broker within this, or goes. */
constexpr uint32_t trialMs = 300000;
/** What was pressed before a long pause of the program switches nothing on any more. */
constexpr uint32_t stalePressMs = 5000;
constexpr size_t repliesRoom = 8;
constexpr const char* runKey = "run";
constexpr const char* endedNames[] = {"done", "stopped", "interlock"};

}  // namespace

Unit::Unit(const Parts& parts, const std::string& deviceId, uint64_t owner)
    : parts_(parts),
      deviceId_(deviceId),
      queue_(parts.card, parts.memory, owner, parts.random),
      commands_(parts.memory),
      link_(parts.radio, parts.broker) {}

void Unit::begin(uint64_t nowMs) {
  isDocumentOnly_ = parts_.settings.number("document_only") == 1;
  queue_.begin();
  clock_.begin(nowMs, parts_.rtc.read(), queue_.latestS());
  commands_.begin();
  recallRun();
  isImageJudged_ = !parts_.image.isOnTrial();
}

void Unit::run(uint64_t nowMs) {
  takePresses();
  takeEnd();
  queue_.run(nowMs);
  if (nowMs - clockCheckedAtMs_ >= clockEveryMs) {
    clockCheckedAtMs_ = nowMs;
    clock_.check(nowMs, parts_.rtc.read());
  }
  link_.run(nowMs, parts_.random(), [&] { return willPayload(deviceId_, clock_.epochS(nowMs)); });
  takeNews(nowMs);
  publishNext(nowMs);
  judgeImage(nowMs);
}

bool Unit::setTime(uint64_t nowMs, int64_t epochS) {
  if (!clock_.set(nowMs, epochS)) return false;
  parts_.rtc.set(epochS);
  clock_.check(nowMs, parts_.rtc.read());
  return true;
}

void Unit::takePresses() {
  takeEnd();
  Kind kind;
  uint64_t atMs;
  while (parts_.panel.takePress(kind, atMs)) {
    // While the generator runs, and with the door open, there is nothing to sell.
    if (isRunning_ || parts_.panel.isInterlockOpen()) continue;
    if (runSeconds(kind) == 0 || parts_.nowMs() - atMs <= stalePressMs) treat(kind, atMs, "");
  }
}

/** Counted first, then run: what was given away is always on record. False when the relay was to run and does not. */
bool Unit::treat(Kind kind, uint64_t atMs, const std::string& commandId) {
  uint8_t random[10];
  for (uint8_t& byte : random) byte = static_cast<uint8_t>(parts_.random());
  queue_.add(kind, stampAt(atMs), random);
  return runSeconds(kind) == 0 || startRun(kind, commandId);
}

bool Unit::startRun(Kind kind, const std::string& commandId) {
  plannedS_ = runSeconds(kind);
  runKind_ = kind;
  runCommandId_ = commandId;
  const std::string note = std::string(kindName(kind)) + ' ' + std::to_string(plannedS_) + ' ' + commandId;
  parts_.memory.put(runKey, note);
  isRunning_ = parts_.panel.start(parts_.nowMs(), plannedS_ * 1000);
  if (isRunning_) return true;
  parts_.memory.remove(runKey);
  lastRun_ = {true, kind, plannedS_, 0, endedNames[static_cast<size_t>(Ended::interlock)]};
  isStatusDue_ = true;
  return false;
}

void Unit::takeEnd() {
  Ran ran;
  if (!isRunning_ || !parts_.panel.takeEnded(ran)) return;
  isRunning_ = false;
  parts_.memory.remove(runKey);
  const char* ended = endedNames[static_cast<size_t>(ran.why)];
  lastRun_ = {true, runKind_, plannedS_, ran.ranMs / 1000, ended};
  isStatusDue_ = true;
  if (runCommandId_.empty()) return;
  if (ran.why == Ended::done) reply({runCommandId_, "succeeded", ""});
  else reply({runCommandId_, "failed", ended});
}

/** A run that a power cut ended: the relay stays off, and it is told. */
void Unit::recallRun() {
  std::string note;
  if (!parts_.memory.get(runKey, note)) return;
  parts_.memory.remove(runKey);
  const size_t first = note.find(' ');
  const size_t second = note.find(' ', first + 1);
  Kind kind;
  if (second == std::string::npos || !kindOf(note.substr(0, first), kind)) return;
  const uint32_t plannedS = static_cast<uint32_t>(strtoul(note.c_str() + first, nullptr, 10));
  lastRun_ = {true, kind, plannedS, 0, "reset"};
  if (second + 1 < note.size()) reply({note.substr(second + 1), "failed", "reset"});
}

void Unit::takeNews(uint64_t nowMs) {
  BrokerNews news;
  while (parts_.broker.takeNews(news)) {
    switch (news.what) {
      case BrokerNews::What::connected:
        link_.connected(nowMs);
        flying_ = Flying::nothing;
        isStatusDue_ = true;
        break;
      case BrokerNews::What::disconnected:
        link_.disconnected(nowMs, parts_.random());
        flying_ = Flying::nothing;
        break;
      case BrokerNews::What::acknowledged:
        acknowledged(news.packetId, nowMs);
        break;
      case BrokerNews::What::command:
        obey(news.text, nowMs);
        break;
    }
  }
}

void Unit::obey(const std::string& json, uint64_t nowMs) {
  Command command;
  Reply answer;
  if (!commands_.judge(json, clock_.epochS(nowMs), clock_.quality(nowMs), command, answer)) {
    if (!answer.commandId.empty()) reply(answer);
    return;
  }
  answer = {command.id, "succeeded", ""};
  if (command.order == Order::status) {
    isStatusDue_ = true;
  } else if (command.order == Order::stop) {
    parts_.panel.stop(nowMs);
    takeEnd();
  } else if (runSeconds(command.kind) == 0) {
    answer = {command.id, "rejected", "no_relay"};
  } else if (parts_.panel.isInterlockOpen()) {
    answer = {command.id, "rejected", "interlock"};
  } else if (isRunning_) {
    answer = {command.id, "rejected", "busy"};
  } else if (treat(command.kind, nowMs, command.id)) {
    answer.state = "accepted";
  } else {
    answer = {command.id, "failed", "interlock"};
  }
  reply(answer);
}

void Unit::reply(const Reply& answer) {
  commands_.answered(answer);
  replies_.push_back(answer);
  if (replies_.size() > repliesRoom) replies_.pop_front();
}

void Unit::acknowledged(uint16_t packetId, uint64_t nowMs) {
  if (flying_ == Flying::nothing || packetId != packetId_) return;
  if (flying_ == Flying::event) queue_.sent(flyingPress_);
  if (flying_ == Flying::reply && !replies_.empty()) replies_.pop_front();
  flying_ = Flying::nothing;
  nextPublishMs_ = nowMs;
}

/** One message at a time: what is acknowledged is then certain, and presses arrive in their order. */
void Unit::publishNext(uint64_t nowMs) {
  const Condition now = condition(nowMs);
  const Told told = {now.isRtcGood, now.hasCard, now.isInterlockOpen, now.clock, now.running};
  if (!(told == told_)) {
    told_ = told;
    isStatusDue_ = true;
  }
  if (!link_.isConnected() || nowMs < nextPublishMs_) return;
  if (flying_ != Flying::nothing) {
    if (nowMs - publishedAtMs_ < acknowledgeMs) return;
    flying_ = Flying::nothing;
    link_.drop(nowMs, parts_.random());
    return;
  }
  if (!replies_.empty()) {
    publish(Flying::reply, "command/reply", replyPayload(deviceId_, replies_.front()), nowMs);
  } else if (isStatusDue_) {
    isStatusDue_ = !publish(Flying::status, "status", statusPayload(deviceId_, now, isDocumentOnly_), nowMs);
  } else if (now.waiting > 0) {
    if (!queue_.first(flyingPress_)) nextPublishMs_ = nowMs + publishAgainMs;
    else publish(Flying::event, "event", eventPayload(deviceId_, flyingPress_, isDocumentOnly_), nowMs);
  } else if (nowMs - heartbeatAtMs_ >= parts_.settings.number("heartbeat_s") * 1000) {
    if (publish(Flying::heartbeat, "heartbeat", heartbeatPayload(deviceId_, now, isDocumentOnly_), nowMs)) heartbeatAtMs_ = nowMs;
  }
}

bool Unit::publish(Flying what, const char* topic, const std::string& payload, uint64_t nowMs) {
  packetId_ = parts_.broker.publish(topicOf(deviceId_, topic), payload);
  if (packetId_ == 0) {
    nextPublishMs_ = nowMs + publishAgainMs;
    return false;
  }
  flying_ = what;
  publishedAtMs_ = nowMs;
  return true;
}

void Unit::judgeImage(uint64_t nowMs) {
  if (isImageJudged_) return;
  if (link_.isConnected()) {
    isImageJudged_ = true;
    parts_.image.accept();
  } else if (nowMs >= trialMs && !isRunning_) {
    isImageJudged_ = true;
    parts_.image.reject();
  }
}

bool Unit::isLedOn(uint64_t nowMs) {
  if (!queue_.hasCard() || clock_.quality(nowMs) == ClockQuality::unknown) return nowMs / 125 % 2 == 0;
  return link_.isConnected() || nowMs / 1000 % 2 == 0;
}

Condition Unit::condition(uint64_t nowMs) {
  Condition now = {};
  now.epochS = clock_.epochS(nowMs);
  now.clock = clock_.quality(nowMs);
  now.uptimeMs = nowMs;
  now.boot = queue_.boot();
  now.counts = queue_.counts();
  now.waiting = queue_.waiting();
  now.isRtcGood = clock_.isRtcGood();
  now.hasCard = queue_.hasCard();
  now.isInterlockOpen = parts_.panel.isInterlockOpen();
  now.rssi = link_.isJoined() ? parts_.rssi() : 0;
  now.firmware = unitFirmware;
  now.running = isRunning_ ? kindName(runKind_) : nullptr;
  now.lastRun = lastRun_;
  return now;
}

Stamp Unit::stampAt(uint64_t atMs) const { return {atMs, clock_.epochS(atMs), clock_.quality(atMs)}; }

uint32_t Unit::runSeconds(Kind kind) const {
  constexpr const char* keys[kindCount] = {"run_basic_s", "run_standard_s", "run_premium_s"};
  return parts_.settings.number(keys[static_cast<size_t>(kind)]);
}
