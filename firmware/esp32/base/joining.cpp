#include "joining.h"

namespace {
constexpr uint32_t joinMs = 20000;
}

bool Joining::run(uint64_t nowMs, uint32_t random) {
  if (state_ == State::away) {
    if (nowMs < nextMs_) return false;
    const bool isBegun = radio_.join();
    state_ = isBegun ? State::joining : State::away;
    nextMs_ = nowMs + (isBegun ? joinMs : backOff_.failed(random));
    return false;
  }
  if (radio_.isJoined()) {
    backOff_.succeeded();
    state_ = State::joined;
    return true;
  }
  if (state_ == State::joining && nowMs < nextMs_) return false;
  radio_.leave();
  state_ = State::away;
  nextMs_ = nowMs + backOff_.failed(random);
  return false;
}
