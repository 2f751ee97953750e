/** Moments as ISO 8601 in UTC. */
#pragma once
#include <stdint.h>
#include <string>

/** Seconds since 1970 as `2024-01-15T10:30:00Z`, from 1970 to 9999. */
std::string isoTime(int64_t epochS);

/** `2024-01-15T10:30:00Z`, with or without a fraction of the second, which is dropped; nothing else. False leaves `epochS` alone. */
bool parseIsoTime(const std::string& text, int64_t& epochS);
