#include "iso-time.h"

namespace {

constexpr int64_t dayS = 86400;

/** Days of the civil calendar since 1970-01-01; Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int64_t daysFromCivil(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  const int64_t era = year / 400;
  const int64_t ofEra = year - era * 400;
  const int64_t ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
}

void civilFromDays(int64_t days, int64_t& year, int64_t& month, int64_t& day) {
  days += 719468;
  const int64_t era = days / 146097;
  const int64_t ofEra = days - era * 146097;
  const int64_t yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
  const int64_t ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const int64_t shifted = (5 * ofYear + 2) / 153;
  day = ofYear - (153 * shifted + 2) / 5 + 1;
  month = shifted < 10 ? shifted + 3 : shifted - 9;
  year = yearOfEra + era * 400 + (month <= 2);
}

void appendPadded(std::string& text, int64_t number, size_t digits) {
  const std::string shown = std::to_string(number);
  text.append(shown.size() < digits ? digits - shown.size() : 0, '0').append(shown);
}

/** `digits` digits at `at`, which moves behind them; false when there are fewer. */
bool takeNumber(const std::string& text, size_t& at, size_t digits, int64_t& number) {
  number = 0;
  for (const size_t end = at + digits; at < end; at++) {
    if (at >= text.size() || text[at] < '0' || text[at] > '9') return false;
    number = number * 10 + (text[at] - '0');
  }
  return true;
}

bool takeMark(const std::string& text, size_t& at, char mark) {
  if (at >= text.size() || text[at] != mark) return false;
  at++;
  return true;
}

}  // namespace

std::string isoTime(int64_t epochS) {
  int64_t year, month, day;
  civilFromDays(epochS / dayS, year, month, day);
  const int64_t ofDay = epochS % dayS;
  std::string text;
  appendPadded(text, year, 4);
  appendPadded(text += '-', month, 2);
  appendPadded(text += '-', day, 2);
  appendPadded(text += 'T', ofDay / 3600, 2);
  appendPadded(text += ':', ofDay / 60 % 60, 2);
  appendPadded(text += ':', ofDay % 60, 2);
  return text += 'Z';
}

bool parseIsoTime(const std::string& text, int64_t& epochS) {
  size_t at = 0;
  int64_t year, month, day, hour, minute, second;
  if (!takeNumber(text, at, 4, year) || !takeMark(text, at, '-') || !takeNumber(text, at, 2, month) || !takeMark(text, at, '-') ||
      !takeNumber(text, at, 2, day) || !takeMark(text, at, 'T') || !takeNumber(text, at, 2, hour) || !takeMark(text, at, ':') ||
      !takeNumber(text, at, 2, minute) || !takeMark(text, at, ':') || !takeNumber(text, at, 2, second)) {
    return false;
  }
  int64_t fraction;
  if (takeMark(text, at, '.')) {
    if (!takeNumber(text, at, 1, fraction)) return false;
    while (takeNumber(text, at, 1, fraction)) continue;
  }
  if (!takeMark(text, at, 'Z') || at != text.size()) return false;
  if (year < 1970 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return false;
  const int64_t days = daysFromCivil(year, month, day);
  // The thirtieth of February comes back as another day.
  int64_t sameYear, sameMonth, sameDay;
  civilFromDays(days, sameYear, sameMonth, sameDay);
  if (sameMonth != month || sameDay != day) return false;
  epochS = days * dayS + hour * 3600 + minute * 60 + second;
  return true;
}
