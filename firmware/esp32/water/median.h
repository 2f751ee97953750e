/** The middle one of the last so many values: a spike of noise is not in it. */
#pragma once
#include <algorithm>
#include <stddef.h>

template <size_t room>
class Median {
 public:
  void add(double value) {
    values_[next_] = value;
    next_ = (next_ + 1) % room;
    if (count_ < room) count_++;
  }
  void clear() { count_ = next_ = 0; }
  bool isFull() const { return count_ == room; }
  /** Of a full one. */
  double middle() const {
    double sorted[room];
    std::copy(values_, values_ + room, sorted);
    std::nth_element(sorted, sorted + room / 2, sorted + room);
    return sorted[room / 2];
  }
  /** From the least to the most of a full one. */
  double spread() const { return *std::max_element(values_, values_ + room) - *std::min_element(values_, values_ + room); }

 private:
  double values_[room] = {};
  size_t next_ = 0;
  size_t count_ = 0;
};
