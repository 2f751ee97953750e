/** Wi-Fi, then the broker, each tried again with growing pauses for as long as it takes. Nothing here waits. */
#pragma once
#include <stdint.h>
#include <string>
#include "../base/joining.h"

/** What the broker's side did since the last look. */
struct BrokerNews {
  enum class What : uint8_t { connected, disconnected, acknowledged, command } what;
  /** Of what was acknowledged. */
  uint16_t packetId;
  /** The payload of a command. */
  std::string text;
};

class Broker {
 public:
  virtual ~Broker() = default;
  /** Begins to connect with `will`; false when the settings name no broker, or ask for TLS without a certificate. */
  virtual bool connect(const std::string& will) = 0;
  /** Ends the connection at once. */
  virtual void drop() = 0;
  /** At QoS 1. The packet's id, 0 when it was not taken. */
  virtual uint16_t publish(const std::string& topic, const std::string& payload) = 0;
  virtual bool takeNews(BrokerNews& news) = 0;
};

class Link {
 public:
  Link(Radio& radio, Broker& broker) : joining_(radio), broker_(broker) {}

  /** Call often. `will` is asked for only when a connection begins. */
  template <typename Will>
  void run(uint64_t nowMs, uint32_t random, Will will) {
    if (!isReady(nowMs, random)) return;
    if (broker_.connect(will())) go(State::connecting, nowMs + connectMs);
    else retry(nowMs, random);
  }

  void connected(uint64_t nowMs);
  void disconnected(uint64_t nowMs, uint32_t random);
  /** The broker does not answer any more. */
  void drop(uint64_t nowMs, uint32_t random);
  bool isConnected() const { return state_ == State::connected; }
  bool isJoined() const { return isJoined_; }

 private:
  enum class State : uint8_t { waiting, connecting, connected };
  static constexpr uint32_t connectMs = 15000;
  /** A broker that lets us in and sends us away soon after is not asked every second. */
  static constexpr uint32_t steadyMs = 30000;

  /** Whether it is time to connect. */
  bool isReady(uint64_t nowMs, uint32_t random);
  void go(State state, uint64_t nextMs);
  void retry(uint64_t nowMs, uint32_t random);

  Joining joining_;
  Broker& broker_;
  bool isJoined_ = false;
  State state_ = State::waiting;
  /** In `waiting` when to try, in `connecting` when to give up. */
  uint64_t nextMs_ = 0;
  uint64_t connectedAtMs_ = 0;
  BackOff backOff_{1000, 60000};
};
