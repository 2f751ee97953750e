/** CRC-32 as in Ethernet and zip (polynomial EDB88320, reflected). */
#pragma once
#include <stddef.h>
#include <stdint.h>

/** Of `length` bytes behind those whose sum is `before`; 0 begins. */
uint32_t crc32(const void* bytes, size_t length, uint32_t before = 0);
