/** What a person sets once for a device. Kept in NVS, with factory values; nothing secret is in the source. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <map>
#include <string>
#include "memory.h"

/** A name has only A-Z a-z 0-9 . _ : - in it: it becomes part of topics. */
enum class SettingKind : uint8_t { text, name, secret, number };

struct Setting {
  /** At most 15 letters: NVS takes no more. */
  const char* key;
  SettingKind kind;
  const char* factory;
  /** Of a number its range, of a text its length. */
  uint32_t least;
  uint32_t most;
};

enum class SettingResult : uint8_t { ok, unknownKey, range, notStored };

class Settings {
 public:
  template <size_t count>
  Settings(const Setting (&table)[count], Memory& memory) : table_(table), count_(count), memory_(memory) {}

  /** Reads all of them; one that does not fit its range any more counts as factory-new. */
  void load();
  /** Text of a key of the table; a number as written. */
  const std::string& text(const char* key) const;
  uint32_t number(const char* key) const;
  SettingResult set(const std::string& key, const std::string& value);
  /** One `key=value` a line; of a secret only whether it is set. */
  std::string show() const;

 private:
  bool fits(const Setting& setting, const std::string& value) const;

  const Setting* table_;
  size_t count_;
  Memory& memory_;
  std::map<std::string, std::string> values_;
};
