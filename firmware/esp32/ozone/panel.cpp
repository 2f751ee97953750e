#include "panel.h"

using Lock = std::lock_guard<std::mutex>;

void Panel::begin(const PanelTiming& timing) {
  const Lock lock(mutex_);
  timing_ = timing;
}

bool Panel::tick(uint64_t nowMs, const Levels& levels) {
  const Lock lock(mutex_);
  for (size_t i = 0; i < kindCount; i++) {
    if (isPressed(buttons_[i], levels.isDown[i], nowMs)) note(static_cast<Kind>(i), nowMs);
  }
  isInterlockOpen_ = levels.isInterlockOpen;
  if (isRunning_ && isInterlockOpen_) end(nowMs, Ended::interlock);
  if (isRunning_ && nowMs - startedAtMs_ >= runMs_) end(nowMs, Ended::done);
  return isRunning_;
}

bool Panel::isPressed(Button& button, bool isDown, uint64_t nowMs) const {
  if (isDown == button.isDown) {
    button.isChanging = false;
    return false;
  }
  if (!button.isChanging) {
    button.isChanging = true;
    button.changedAtMs = nowMs;
  }
  if (nowMs - button.changedAtMs < timing_.bounceMs) return false;
  button.isDown = isDown;
  button.isChanging = false;
  return isDown;
}

void Panel::note(Kind kind, uint64_t nowMs) {
  if (hasPressed_ && nowMs - pressedAtMs_ < timing_.holdOffMs) return;
  hasPressed_ = true;
  pressedAtMs_ = nowMs;
  if (pressedCount_ == room) return;
  pressed_[(firstPressed_ + pressedCount_) % room] = {kind, nowMs};
  pressedCount_++;
}

bool Panel::takePress(Kind& kind, uint64_t& atMs) {
  const Lock lock(mutex_);
  if (pressedCount_ == 0) return false;
  kind = pressed_[firstPressed_].kind;
  atMs = pressed_[firstPressed_].atMs;
  firstPressed_ = (firstPressed_ + 1) % room;
  pressedCount_--;
  return true;
}

bool Panel::start(uint64_t nowMs, uint32_t ms) {
  const Lock lock(mutex_);
  if (isRunning_ || hasEnded_ || isInterlockOpen_ || ms == 0) return false;
  isRunning_ = true;
  startedAtMs_ = nowMs;
  runMs_ = ms < longestRunMs ? ms : longestRunMs;
  return true;
}

void Panel::stop(uint64_t nowMs) {
  const Lock lock(mutex_);
  if (isRunning_) end(nowMs, Ended::stopped);
}

void Panel::end(uint64_t nowMs, Ended why) {
  isRunning_ = false;
  hasEnded_ = true;
  ran_ = {static_cast<uint32_t>(nowMs - startedAtMs_), why};
}

bool Panel::takeEnded(Ran& ran) {
  const Lock lock(mutex_);
  if (!hasEnded_) return false;
  hasEnded_ = false;
  ran = ran_;
  return true;
}

bool Panel::isRunning() {
  const Lock lock(mutex_);
  return isRunning_;
}

bool Panel::isInterlockOpen() {
  const Lock lock(mutex_);
  return isInterlockOpen_;
}
