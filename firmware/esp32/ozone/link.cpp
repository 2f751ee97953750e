#include "link.h"

bool Link::isReady(uint64_t nowMs, uint32_t random) {
  isJoined_ = joining_.run(nowMs, random);
  if (!isJoined_ && state_ != State::waiting) drop(nowMs, random);
  if (state_ == State::connecting && nowMs >= nextMs_) drop(nowMs, random);
  return isJoined_ && state_ == State::waiting && nowMs >= nextMs_;
}

void Link::connected(uint64_t nowMs) {
  if (state_ != State::connecting) return;
  connectedAtMs_ = nowMs;
  go(State::connected, 0);
}

void Link::disconnected(uint64_t nowMs, uint32_t random) {
  if (state_ != State::waiting) retry(nowMs, random);
}

void Link::drop(uint64_t nowMs, uint32_t random) {
  broker_.drop();
  retry(nowMs, random);
}

void Link::retry(uint64_t nowMs, uint32_t random) {
  if (state_ == State::connected && nowMs - connectedAtMs_ >= steadyMs) backOff_.succeeded();
  go(State::waiting, nowMs + backOff_.failed(random));
}

void Link::go(State state, uint64_t nextMs) {
  state_ = state;
  nextMs_ = nextMs;
}
