/** One treatment that was asked for at the unit, by a button or by a command, and counted. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string>
#include "../base/uuid.h"

/** In the order of the buttons and of the counters in every message. */
enum class Kind : uint8_t { basic, standard, premium };
constexpr size_t kindCount = 3;

/** As `event_type`: BASIC, STANDARD, PREMIUM. */
inline const char* kindName(Kind kind) {
  constexpr const char* names[kindCount] = {"BASIC", "STANDARD", "PREMIUM"};
  return names[static_cast<size_t>(kind)];
}

/** False for what is no kind; the letters must be as in the document. */
inline bool kindOf(const std::string& name, Kind& kind) {
  for (const Kind one : {Kind::basic, Kind::standard, Kind::premium}) {
    if (name != kindName(one)) continue;
    kind = one;
    return true;
  }
  return false;
}

/** Treatments since the unit was new, by kind. */
struct Counts {
  uint32_t of[kindCount];
};

/** How well the unit knew what time it was. */
enum class ClockQuality : uint8_t { unknown, drifting, synced };

inline const char* clockName(ClockQuality quality) {
  constexpr const char* names[] = {"unknown", "drifting", "synced"};
  return names[static_cast<size_t>(quality)];
}

struct Press {
  /** 1, 2, 3 … over the unit's whole life, whatever the kind. */
  uint32_t seq;
  /** Which start of the unit, counted from 1. */
  uint32_t boot;
  uint64_t uptimeMs;
  int64_t epochS;
  ClockQuality clock;
  Kind kind;
  /** With this one. */
  Counts counts;
  /** The same in every repetition of the message, so that who hears it twice counts it once. */
  Uuid id;
};
