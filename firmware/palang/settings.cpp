#include "settings.h"
#include <avr/eeprom.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <util/crc16.h>
#include "line.h"
#include "pins.h"

namespace {

constexpr uint8_t layoutVersion = 2;
constexpr uint16_t maskOf(Input input) { return 1u << static_cast<uint8_t>(input); }

/** A broken wire must read as danger: something in the beam, the emergency stop pressed, the door open. */
constexpr Settings factory = {SafeState::keep, 4000, 10000, 500, 0, 100, maskOf(Input::beam) | maskOf(Input::estop) | maskOf(Input::door), 0, 5000, 0};

/** In the EEPROM: the version, as many settings as that version has, and a sum of both. What a later version adds stands at the end. */
uint8_t* const storedAt = reinterpret_cast<uint8_t*>(16);
constexpr uint8_t settingsBytes[] = {0, offsetof(Settings, coinPin), sizeof(Settings)};
uint32_t* const startsAt = reinterpret_cast<uint32_t*>(8);

struct NumberKey {
  const char* name;
  uint32_t Settings::*field;
  uint32_t least;
  uint32_t most;
};

constexpr NumberKey numberKeys[] = {
    {"move_ms", &Settings::moveMs, 500, 60000},
    {"boot_hold_ms", &Settings::bootHoldMs, 0, 600000},
    {"clear_ms", &Settings::clearMs, 0, 10000},
    {"pulse_ms", &Settings::pulseMs, 0, 5000},
    {"reverse_ms", &Settings::reverseMs, 0, 2000},
    {"nc", &Settings::normallyClosed, 0, (1u << inputCount) - 1},
    {"relay_low", &Settings::relayLow, 0, 1},
    {"no_flow_ms", &Settings::noFlowMs, 500, 60000},
};

constexpr const char* safeStateWords[] = {"keep", "open", "close"};

uint16_t sumOf(uint8_t version, const Settings& stored) {
  uint16_t sum = _crc16_update(0xFFFF, version);
  const uint8_t* bytes = reinterpret_cast<const uint8_t*>(&stored);
  for (uint8_t i = 0; i < settingsBytes[version]; i++) sum = _crc16_update(sum, bytes[i]);
  return sum;
}

void save() {
  eeprom_update_byte(storedAt, layoutVersion);
  eeprom_update_block(&settings, storedAt + 1, sizeof settings);
  eeprom_update_word(reinterpret_cast<uint16_t*>(storedAt + 1 + sizeof settings), sumOf(layoutVersion, settings));
}

/** Factory values in place of a damaged record, and of what an earlier version did not have. */
void load() {
  const uint8_t version = eeprom_read_byte(storedAt);
  if (version == 0 || version > layoutVersion) return;
  Settings stored = factory;
  eeprom_read_block(&stored, storedAt + 1, settingsBytes[version]);
  const uint16_t sum = eeprom_read_word(reinterpret_cast<uint16_t*>(storedAt + 1 + settingsBytes[version]));
  if (sum == sumOf(version, stored)) settings = stored;
}

/** A pin that a coin acceptor may be wired to, or 0. */
Configured configureCoinPin(const char* value, char* shown) {
  if (*value != '\0') {
    uint32_t pin;
    if (!readCount(value, pin)) return Configured::range;
    bool isKnown = pin == 0;
    for (const uint8_t known : coinPins) isKnown = isKnown || pin == known;
    if (!isKnown) return Configured::range;
    settings.coinPin = pin;
    save();
  }
  ultoa(settings.coinPin, shown, 10);
  return Configured::ok;
}

Configured configureSafeState(const char* value, char* shown) {
  if (*value != '\0') {
    uint8_t index = 0;
    while (index < 3 && strcmp(value, safeStateWords[index]) != 0) index++;
    if (index == 3) return Configured::range;
    settings.safeState = static_cast<SafeState>(index);
    save();
  }
  strcpy(shown, safeStateWords[static_cast<uint8_t>(settings.safeState)]);
  return Configured::ok;
}

}  // namespace

Settings settings = factory;

uint32_t loadSettings() {
  load();
  // An EEPROM never written reads as all ones, which is one before zero.
  const uint32_t starts = eeprom_read_dword(startsAt) + 1;
  eeprom_update_dword(startsAt, starts == 0 ? 1 : starts);
  return starts == 0 ? 1 : starts;
}

Configured configure(const char* key, const char* value, char* shown) {
  if (strcmp(key, "safe_state") == 0) return configureSafeState(value, shown);
  if (strcmp(key, "coin_pin") == 0) return configureCoinPin(value, shown);
  for (const NumberKey& known : numberKeys) {
    if (strcmp(key, known.name) != 0) continue;
    uint32_t& current = settings.*known.field;
    if (*value != '\0') {
      uint32_t count;
      if (!readCount(value, count) || count < known.least || count > known.most) return Configured::range;
      current = count;
      save();
    }
    ultoa(current, shown, 10);
    return Configured::ok;
  }
  return Configured::unknownKey;
}
