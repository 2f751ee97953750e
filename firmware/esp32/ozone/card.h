/** The SD card, as far as the unit needs one. Every call may find the card gone; the next one may find it back. */
#pragma once
#include <stddef.h>
#include <stdint.h>

class Card {
 public:
  virtual ~Card() = default;
  /** Whether a card answers, mounting it if it came back. */
  virtual bool isThere() = 0;
  /** -1 when there is no such file. */
  virtual int64_t size(const char* path) = 0;
  /** How many bytes were read from `offset` on; fewer than `length` at the end and when the card fails. */
  virtual size_t read(const char* path, uint32_t offset, void* into, size_t length) = 0;
  /** Writes behind the end of the file, which it makes if need be. True once the bytes would survive a power cut. */
  virtual bool append(const char* path, const void* bytes, size_t length) = 0;
  virtual bool remove(const char* path) = 0;
  /** Takes the place of a file of the new name. */
  virtual bool rename(const char* from, const char* to) = 0;
};
