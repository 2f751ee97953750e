/** Ids that need no one to give them out. */
#pragma once
#include <stdint.h>
#include <string>

struct Uuid {
  uint8_t bytes[16];
};

/** UUID version 7 (RFC 9562 section 5.7) of a moment and ten random bytes. */
Uuid uuid7(int64_t epochMs, const uint8_t random[10]);

/** As `018d0c0a-…`, 36 letters. */
std::string uuidText(const Uuid& uuid);
