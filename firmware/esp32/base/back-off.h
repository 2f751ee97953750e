/** How long to wait before the next try: twice as long each time, within limits, and never in step with other devices. */
#pragma once
#include <stdint.h>

class BackOff {
 public:
  BackOff(uint32_t firstMs, uint32_t longestMs) : firstMs_(firstMs), longestMs_(longestMs), nextMs_(firstMs) {}

  /** The wait after one more failure: between half and the whole of what is due, by `random`. */
  uint32_t failed(uint32_t random) {
    const uint32_t wholeMs = nextMs_;
    nextMs_ = wholeMs >= longestMs_ / 2 ? longestMs_ : wholeMs * 2;
    return wholeMs / 2 + random % (wholeMs / 2 + 1);
  }

  void succeeded() { nextMs_ = firstMs_; }

 private:
  uint32_t firstMs_;
  uint32_t longestMs_;
  uint32_t nextMs_;
};
