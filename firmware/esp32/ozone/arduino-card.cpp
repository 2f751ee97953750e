#include "arduino-card.h"
#include <SD.h>
#include <SPI.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pins.h"

#ifndef PALANG_CARD_MOUNT
#define PALANG_CARD_MOUNT "/sd"
#endif

namespace {

/** Slow enough for a card on jumper wires; a record of 70 bytes takes no time anyway. */
constexpr uint32_t spiHz = 4000000;

std::string mounted(const char* path) { return std::string(PALANG_CARD_MOUNT) + path; }

}  // namespace

void ArduinoCard::begin() { SPI.begin(sdSckPin, sdMisoPin, sdMosiPin, sdCsPin); }

bool ArduinoCard::isThere() {
  if (isMounted_) return true;
  // A card that was pulled leaves a mount that answers nothing any more.
  SD.end();
  isMounted_ = SD.begin(sdCsPin, SPI, spiHz, PALANG_CARD_MOUNT);
  return isMounted_;
}

int64_t ArduinoCard::size(const char* path) {
  struct stat found;
  return stat(mounted(path).c_str(), &found) == 0 ? static_cast<int64_t>(found.st_size) : -1;
}

size_t ArduinoCard::read(const char* path, uint32_t offset, void* into, size_t length) {
  const int file = open(mounted(path).c_str(), O_RDONLY);
  if (file < 0) {
    if (errno != ENOENT) isMounted_ = false;
    return 0;
  }
  const bool isAt = lseek(file, static_cast<off_t>(offset), SEEK_SET) >= 0;
  const ssize_t got = isAt ? ::read(file, into, length) : -1;
  close(file);
  if (got < 0) isMounted_ = false;
  return got < 0 ? 0 : static_cast<size_t>(got);
}

bool ArduinoCard::append(const char* path, const void* bytes, size_t length) {
  const int file = open(mounted(path).c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  bool isKept = file >= 0 && write(file, bytes, length) == static_cast<ssize_t>(length);
  isKept = isKept && fsync(file) == 0;
  if (file >= 0 && close(file) != 0) isKept = false;
  if (!isKept) isMounted_ = false;
  return isKept;
}

bool ArduinoCard::remove(const char* path) { return unlink(mounted(path).c_str()) == 0; }

bool ArduinoCard::rename(const char* from, const char* to) {
  // FAT renames over nothing.
  remove(to);
  return ::rename(mounted(from).c_str(), mounted(to).c_str()) == 0;
}
