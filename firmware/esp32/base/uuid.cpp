#include "uuid.h"
#include <string.h>

Uuid uuid7(int64_t epochMs, const uint8_t random[10]) {
  Uuid uuid;
  for (int i = 0; i < 6; i++) uuid.bytes[i] = static_cast<uint8_t>(epochMs >> (40 - 8 * i));
  memcpy(uuid.bytes + 6, random, 10);
  uuid.bytes[6] = static_cast<uint8_t>((uuid.bytes[6] & 0x0F) | 0x70);
  uuid.bytes[8] = static_cast<uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
  return uuid;
}

std::string uuidText(const Uuid& uuid) {
  static const char digits[] = "0123456789abcdef";
  std::string text;
  for (int i = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[uuid.bytes[i] >> 4];
    text += digits[uuid.bytes[i] & 15];
  }
  return text;
}
