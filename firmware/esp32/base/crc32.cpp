#include "crc32.h"

uint32_t crc32(const void* bytes, size_t length, uint32_t before) {
  const uint8_t* at = static_cast<const uint8_t*>(bytes);
  uint32_t sum = ~before;
  while (length-- > 0) {
    sum ^= *at++;
    for (int bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xEDB88320u : 0);
  }
  return ~sum;
}
