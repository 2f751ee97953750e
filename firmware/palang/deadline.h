/** A moment in the future of `millis()`, which wraps after 49.7 days; times ahead are at most half of that. */
#pragma once
#include <stdint.h>

class Deadline {
 public:
  void in(uint32_t now, uint32_t ms) {
    set_ = true;
    at_ = now + ms;
  }
  void clear() { set_ = false; }
  bool isSet() const { return set_; }
  bool isDue(uint32_t now) const { return set_ && static_cast<int32_t>(now - at_) >= 0; }

 private:
  bool set_ = false;
  uint32_t at_ = 0;
};
