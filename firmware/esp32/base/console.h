/**
 * The technician's line over USB: `set <key> <value>`, `show`, `restart`, and what the device adds. How a new device learns
 * its Wi-Fi and its password without either being in a source.
 */
#pragma once
#include <string>
#include "settings.h"

class Console {
 public:
  explicit Console(Settings& settings) : settings_(settings) {}
  virtual ~Console() = default;

  /** Takes one byte; what to say when it ended a line, else nothing. */
  std::string take(char byte);
  /** Whether `restart` was asked for since the last call. */
  bool takeRestart();

 protected:
  /** A word this class does not know, and the rest of the line. */
  virtual std::string answer(const std::string& word, const std::string& rest) = 0;
  /** The device's own words, for `help`. */
  virtual const char* words() const = 0;

 private:
  std::string obey(const std::string& line);
  std::string set(const std::string& rest);

  Settings& settings_;
  std::string line_;
  bool isTooLong_ = false;
  bool isRestartWanted_ = false;
};
