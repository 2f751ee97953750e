#include "settings.h"
#include <stdlib.h>

void Settings::load() {
  for (size_t i = 0; i < count_; i++) {
    const Setting& setting = table_[i];
    std::string value;
    values_[setting.key] = memory_.get(setting.key, value) && fits(setting, value) ? value : setting.factory;
  }
}

const std::string& Settings::text(const char* key) const { return values_.at(key); }

uint32_t Settings::number(const char* key) const { return static_cast<uint32_t>(strtoul(text(key).c_str(), nullptr, 10)); }

SettingResult Settings::set(const std::string& key, const std::string& value) {
  for (size_t i = 0; i < count_; i++) {
    if (key != table_[i].key) continue;
    if (!fits(table_[i], value)) return SettingResult::range;
    if (!memory_.put(table_[i].key, value)) return SettingResult::notStored;
    values_[key] = value;
    return SettingResult::ok;
  }
  return SettingResult::unknownKey;
}

std::string Settings::show() const {
  std::string shown;
  for (size_t i = 0; i < count_; i++) {
    const Setting& setting = table_[i];
    const std::string& value = values_.at(setting.key);
    shown += setting.key;
    shown += '=';
    shown += setting.kind != SettingKind::secret ? value : value.empty() ? "(not set)" : "(set)";
    shown += '\n';
  }
  return shown;
}

bool Settings::fits(const Setting& setting, const std::string& value) const {
  static const char nameLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
  if (setting.kind == SettingKind::name && value.find_first_not_of(nameLetters) != std::string::npos) return false;
  if (setting.kind != SettingKind::number) return value.size() >= setting.least && value.size() <= setting.most;
  if (value.empty() || value.size() > 9 || value.find_first_not_of("0123456789") != std::string::npos) return false;
  const unsigned long number = strtoul(value.c_str(), nullptr, 10);
  return number >= setting.least && number <= setting.most;
}
