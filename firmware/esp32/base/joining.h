/** Keeps the device on its Wi-Fi: tried again with growing pauses for as long as it takes. Nothing here waits. */
#pragma once
#include "back-off.h"

class Radio {
 public:
  virtual ~Radio() = default;
  /** Begins to join the network of the settings; false when there is none in them. */
  virtual bool join() = 0;
  virtual bool isJoined() = 0;
  virtual void leave() = 0;
};

class Joining {
 public:
  explicit Joining(Radio& radio) : radio_(radio) {}
  /** Call often; whether the network is there. */
  bool run(uint64_t nowMs, uint32_t random);

 private:
  enum class State : uint8_t { away, joining, joined };

  Radio& radio_;
  State state_ = State::away;
  /** In `away` when to try, in `joining` when to give up. */
  uint64_t nextMs_ = 0;
  BackOff backOff_{1000, 60000};
};
