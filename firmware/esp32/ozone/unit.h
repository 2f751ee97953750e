/** The unit: what a press, a command, the network and time do to it. Without Arduino; main.cpp gives it its parts. */
#pragma once
#include "../base/settings.h"
#include "commands.h"
#include "link.h"
#include "panel.h"
#include "payload.h"
#include "press-queue.h"
#include "unit-clock.h"

constexpr char unitFirmware[] = "1.0.0";

class Rtc {
 public:
  virtual ~Rtc() = default;
  virtual RtcReading read() = 0;
  virtual void set(int64_t epochS) = 0;
};

/** The firmware image that runs, when it came over the network and has yet to prove itself. */
class Image {
 public:
  virtual ~Image() = default;
  virtual bool isOnTrial() = 0;
  virtual void accept() = 0;
  /** Goes back to the image before; does not return on the chip. */
  virtual void reject() = 0;
};

/** What the unit is made of. All of it outlives the unit. */
struct Parts {
  Panel& panel;
  Card& card;
  Memory& memory;
  Radio& radio;
  Broker& broker;
  Rtc& rtc;
  Image& image;
  Settings& settings;
  /** Milliseconds since the start: what was true when a slow card began its work is not when it ends. */
  uint64_t (*nowMs)();
  uint32_t (*random)();
  int (*rssi)();
};

class Unit {
 public:
  /** `deviceId` as published, `owner` the chip's number. */
  Unit(const Parts& parts, const std::string& deviceId, uint64_t owner);

  void begin(uint64_t nowMs);
  /** Call often; takes as long as the card takes for one record. */
  void run(uint64_t nowMs);
  /** The right time, from a time server or a person. False for a time that cannot be. */
  bool setTime(uint64_t nowMs, int64_t epochS);
  /** Counts what was pressed and not yet counted. `run` does it too; a restart on purpose calls it before. */
  void takePresses();
  /** On: all is well. Slow: no broker. Fast: no card, or the time is not known. */
  bool isLedOn(uint64_t nowMs);
  Condition condition(uint64_t nowMs);
  std::string statusText(uint64_t nowMs) { return statusPayload(deviceId_, condition(nowMs), false); }

 private:
  enum class Flying : uint8_t { nothing, reply, status, event, heartbeat };
  /** What is to be told when any of it changes. */
  struct Told {
    bool isRtcGood;
    bool hasCard;
    bool isInterlockOpen;
    ClockQuality clock;
    const char* running;
    bool operator==(const Told& other) const {
      return isRtcGood == other.isRtcGood && hasCard == other.hasCard && isInterlockOpen == other.isInterlockOpen &&
             clock == other.clock && running == other.running;
    }
  };

  bool treat(Kind kind, uint64_t atMs, const std::string& commandId);
  bool startRun(Kind kind, const std::string& commandId);
  void takeEnd();
  void recallRun();
  void takeNews(uint64_t nowMs);
  void obey(const std::string& json, uint64_t nowMs);
  void reply(const Reply& reply);
  void acknowledged(uint16_t packetId, uint64_t nowMs);
  void publishNext(uint64_t nowMs);
  bool publish(Flying what, const char* topic, const std::string& payload, uint64_t nowMs);
  void judgeImage(uint64_t nowMs);
  Stamp stampAt(uint64_t atMs) const;
  uint32_t runSeconds(Kind kind) const;

  Parts parts_;
  std::string deviceId_;
  bool isDocumentOnly_ = false;
  PressQueue queue_;
  UnitClock clock_;
  Commands commands_;
  Link link_;
  std::deque<Reply> replies_;

  Flying flying_ = Flying::nothing;
  uint16_t packetId_ = 0;
  Press flyingPress_ = {};
  uint64_t publishedAtMs_ = 0;
  uint64_t nextPublishMs_ = 0;
  bool isStatusDue_ = true;
  uint64_t heartbeatAtMs_ = 0;
  Told told_ = {};

  bool isRunning_ = false;
  Kind runKind_ = Kind::basic;
  uint32_t plannedS_ = 0;
  std::string runCommandId_;
  LastRun lastRun_;

  uint64_t clockCheckedAtMs_ = 0;
  bool isImageJudged_ = false;
};
