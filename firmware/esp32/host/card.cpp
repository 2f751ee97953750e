/**
 * An SD card behind the file calls: what was written is kept at the flush, byte by byte, so that a power cut finds any state in
 * between. The linker sends `open`, `write`, `fsync` and `close` of the firmware here (`--wrap`).
 */
#include <SD.h>
#include <SPI.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include "world.h"

SDFS SD;
SPIClass SPI;

bool SDFS::begin(uint8_t, SPIClass&, uint32_t, const char*) { return world.isCardIn; }

extern "C" {
int __real_open(const char* path, int flags, ...);
ssize_t __real_write(int file, const void* bytes, size_t length);
int __real_fsync(int file);
int __real_close(int file);

int __wrap_open(const char* path, int flags, ...);
ssize_t __wrap_write(int file, const void* bytes, size_t length);
int __wrap_fsync(int file);
int __wrap_close(int file);
}

namespace {

/** Written and not flushed, of each open file of the card. */
std::map<int, std::string> unflushed;

void keep(int file, const std::string& bytes) {
  for (size_t i = 0; i < bytes.size(); i++) {
    if (world.stepsLeft == 0 && world.leavesZeros) {
      const std::string zeros(bytes.size() - i, '\0');
      if (__real_write(file, zeros.data(), zeros.size()) < 0) perror("card");
    }
    step();
    if (__real_write(file, &bytes[i], 1) != 1) perror("card");
  }
}

}  // namespace

int __wrap_open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int mode = (flags & O_CREAT) != 0 ? va_arg(rest, int) : 0;
  va_end(rest);
  const bool isOnCard = strncmp(path, PALANG_CARD_MOUNT, strlen(PALANG_CARD_MOUNT)) == 0;
  if (isOnCard && !world.isCardIn) {
    errno = EIO;
    return -1;
  }
  const int file = __real_open(path, flags, mode);
  if (isOnCard && file >= 0 && (flags & O_WRONLY) != 0) unflushed[file] = "";
  return file;
}

ssize_t __wrap_write(int file, const void* bytes, size_t length) {
  const auto found = unflushed.find(file);
  if (found == unflushed.end()) return __real_write(file, bytes, length);
  found->second.append(static_cast<const char*>(bytes), length);
  return static_cast<ssize_t>(length);
}

int __wrap_fsync(int file) {
  const auto found = unflushed.find(file);
  if (found == unflushed.end()) return __real_fsync(file);
  std::string bytes;
  bytes.swap(found->second);
  advance(world.cardTakesMs * 1000ull);
  if (world.failsAfter >= 0) {
    bytes.resize(std::min(bytes.size(), static_cast<size_t>(world.failsAfter)));
    world.failsAfter = -1;
    keep(file, bytes);
    errno = EIO;
    return -1;
  }
  keep(file, bytes);
  return 0;
}

int __wrap_close(int file) {
  unflushed.erase(file);
  return __real_close(file);
}
