/** As much JSON as a small device needs: writing one flat object after the other, reading the flat fields of one. */
#pragma once
#include <map>
#include <stdint.h>
#include <string>

/** Writes an object in the order of the calls, without spaces. */
class JsonText {
 public:
  JsonText& text(const char* key, const std::string& value);
  JsonText& number(const char* key, int64_t value);
  /** With at most `decimals` digits behind the point, none that is a trailing zero; `null` for what is no finite number. */
  JsonText& decimal(const char* key, double value, int decimals);
  JsonText& flag(const char* key, bool value);
  JsonText& null(const char* key);
  /** `json` as it is. */
  JsonText& raw(const char* key, const std::string& json);
  std::string end();

 private:
  std::string written_;
};

/** The texts of one object. Other members are passed over: numbers, flags, and objects and lists up to eight levels deep. */
class JsonFields {
 public:
  /** False for what is not exactly one well-formed object; then there are no fields. */
  bool parse(const std::string& json);
  /** Whether `key` is a text. */
  bool text(const char* key, std::string& value) const;

 private:
  std::map<std::string, std::string> texts_;
};
