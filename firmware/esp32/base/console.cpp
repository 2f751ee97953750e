#include "console.h"
#include <utility>

namespace {

/** Room for a certificate on one line. */
constexpr size_t longestLine = 4096;

/** Cuts the first word off `rest`. */
std::string takeWord(std::string& rest) {
  const size_t end = rest.find(' ');
  const std::string word = rest.substr(0, end);
  rest = end == std::string::npos ? "" : rest.substr(end + 1);
  return word;
}

}  // namespace

std::string Console::take(char byte) {
  if (byte == '\r') return "";
  if (byte != '\n') {
    if (line_.size() < longestLine) line_ += byte;
    else isTooLong_ = true;
    return "";
  }
  const std::string line = std::exchange(line_, "");
  if (std::exchange(isTooLong_, false)) return "error: line too long\n";
  return line.empty() ? "" : obey(line);
}

bool Console::takeRestart() { return std::exchange(isRestartWanted_, false); }

std::string Console::obey(const std::string& line) {
  std::string rest = line;
  const std::string word = takeWord(rest);
  if (word == "set") return set(rest);
  if (word == "show") return settings_.show();
  if (word == "restart") {
    isRestartWanted_ = true;
    return "ok\n";
  }
  const std::string answered = answer(word, rest);
  return answered.empty() ? std::string("error: words are set, show, restart, ") + words() + "\n" : answered;
}

std::string Console::set(const std::string& rest) {
  std::string value = rest;
  const std::string key = takeWord(value);
  switch (settings_.set(key, value)) {
    case SettingResult::ok:
      return "ok, counts after restart\n";
    case SettingResult::unknownKey:
      return "error: no such setting, see show\n";
    case SettingResult::range:
      return "error: out of range\n";
    case SettingResult::notStored:
      return "error: the memory did not take it\n";
  }
  return "";
}
