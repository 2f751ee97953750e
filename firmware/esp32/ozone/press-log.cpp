#include "press-log.h"
#include <string.h>
#include "../base/crc32.h"

namespace {

constexpr const char* paths[] = {"/presses-a.log", "/presses-b.log"};
constexpr const char* strangePath = "/presses-old.log";
constexpr uint8_t mark[] = {0xA5, 0x5A};
/** Mark, type, length. */
constexpr size_t headBytes = 4;
constexpr size_t sumBytes = 4;
constexpr size_t longestRecord = headBytes + 255 + sumBytes;
/** Owner, generation, random number, sequence number, counts, time. */
constexpr size_t beginBytes = headBytes + 8 + 4 + 4 + 4 + 4 * kindCount + 8 + sumBytes;

void put(std::string& body, uint64_t number, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) body += static_cast<char>(number >> (8 * i));
}

uint64_t numberAt(const char* at, size_t bytes) {
  uint64_t number = 0;
  for (size_t i = bytes; i-- > 0;) number = (number << 8) | static_cast<uint8_t>(at[i]);
  return number;
}

/** Takes numbers off the front of a body; zeros once it is used up. */
class Taker {
 public:
  explicit Taker(const std::string& body) : body_(body) {}
  uint64_t take(size_t bytes) {
    if (at_ + bytes > body_.size()) return 0;
    at_ += bytes;
    return numberAt(body_.data() + at_ - bytes, bytes);
  }
  Counts takeCounts() {
    Counts counts;
    for (uint32_t& count : counts.of) count = static_cast<uint32_t>(take(4));
    return counts;
  }
  bool isAtEnd() const { return at_ == body_.size(); }

 private:
  const std::string& body_;
  size_t at_ = 0;
};

void putCounts(std::string& body, const Counts& counts) {
  for (const uint32_t count : counts.of) put(body, count, 4);
}

std::string pressBody(const Press& press) {
  std::string body;
  put(body, press.seq, 4);
  put(body, press.boot, 4);
  put(body, press.uptimeMs, 8);
  put(body, static_cast<uint64_t>(press.epochS), 8);
  put(body, static_cast<uint8_t>(press.clock), 1);
  put(body, static_cast<uint8_t>(press.kind), 1);
  putCounts(body, press.counts);
  for (const uint8_t byte : press.id.bytes) put(body, byte, 1);
  return body;
}

bool pressOf(const std::string& body, Press& press) {
  Taker taker(body);
  press.seq = static_cast<uint32_t>(taker.take(4));
  press.boot = static_cast<uint32_t>(taker.take(4));
  press.uptimeMs = taker.take(8);
  press.epochS = static_cast<int64_t>(taker.take(8));
  const uint64_t clock = taker.take(1);
  const uint64_t kind = taker.take(1);
  press.counts = taker.takeCounts();
  for (uint8_t& byte : press.id.bytes) byte = static_cast<uint8_t>(taker.take(1));
  if (!taker.isAtEnd() || clock > static_cast<uint64_t>(ClockQuality::synced) || kind >= kindCount) return false;
  press.clock = static_cast<ClockQuality>(clock);
  press.kind = static_cast<Kind>(kind);
  return true;
}

uint32_t seqOf(const std::string& body) { return static_cast<uint32_t>(Taker(body).take(4)); }

uint32_t sumOf(uint32_t salt, const char* fromType, size_t length) {
  uint8_t start[4];
  for (size_t i = 0; i < 4; i++) start[i] = static_cast<uint8_t>(salt >> (8 * i));
  return crc32(fromType, length, crc32(start, sizeof start));
}

/** How long the record at the front of `bytes` is; 0 when none is there. The first record of a file is summed without a salt. */
size_t recordLength(const char* bytes, size_t length, uint32_t salt, bool isBegin) {
  if (length < headBytes || memcmp(bytes, mark, sizeof mark) != 0 || (bytes[2] == 1) != isBegin) return 0;
  const size_t bodyBytes = static_cast<uint8_t>(bytes[3]);
  const size_t whole = headBytes + bodyBytes + sumBytes;
  if (length < whole) return 0;
  const uint32_t sum = sumOf(isBegin ? 0 : salt, bytes + sizeof mark, whole - sizeof mark - sumBytes);
  return sum == numberAt(bytes + whole - sumBytes, sumBytes) ? whole : 0;
}

}  // namespace

std::string PressLog::record(Type type, const std::string& body) const {
  std::string whole(reinterpret_cast<const char*>(mark), sizeof mark);
  put(whole, static_cast<uint8_t>(type), 1);
  put(whole, body.size(), 1);
  whole += body;
  put(whole, sumOf(type == Type::begin ? 0 : salt_, whole.data() + sizeof mark, whole.size() - sizeof mark), sumBytes);
  return whole;
}

/** Every whole record from `from` on. Bytes that make none are stepped over one by one, so nothing behind them is lost. */
uint32_t PressLog::visit(uint32_t from, const Visit& each) {
  std::string window;
  uint32_t offset = from;
  size_t at = 0;
  char chunk[512];
  for (bool isAtEnd = false;;) {
    if (!isAtEnd && window.size() - at < longestRecord) {
      window.erase(0, at);
      offset += static_cast<uint32_t>(at);
      at = 0;
      const size_t got = card_.read(paths[slot_], offset + static_cast<uint32_t>(window.size()), chunk, sizeof chunk);
      window.append(chunk, got);
      isAtEnd = got < sizeof chunk;
    }
    if (at >= window.size()) return offset + static_cast<uint32_t>(at);
    const size_t length = recordLength(window.data() + at, window.size() - at, salt_, false);
    if (length == 0) {
      at++;
      continue;
    }
    const std::string body = window.substr(at + headBytes, length - headBytes - sumBytes);
    const uint32_t here = offset + static_cast<uint32_t>(at);
    if (!each(here, static_cast<Type>(window[at + 2]), body)) return here;
    at += length;
  }
}

bool PressLog::open(const Ledger& known) {
  if (!card_.isThere()) return false;
  Begin found[2];
  bool isOurs[2];
  for (size_t slot = 0; slot < 2; slot++) isOurs[slot] = readBegin(slot, found[slot]);
  if (!isOurs[0] && !isOurs[1]) {
    // Another unit's presses, or a log whose beginning rotted: kept for a person to look at. Less is a beginning that was cut off.
    for (const char* path : paths) {
      if (card_.size(path) > static_cast<int64_t>(beginBytes)) card_.rename(path, strangePath);
      else if (card_.size(path) >= 0) card_.remove(path);
    }
    return begin(0, {1, random_(), known});
  }
  slot_ = isOurs[0] && (!isOurs[1] || static_cast<int32_t>(found[0].generation - found[1].generation) > 0) ? 0 : 1;
  generation_ = found[slot_].generation;
  salt_ = found[slot_].salt;
  if (card_.size(paths[1 - slot_]) >= 0) card_.remove(paths[1 - slot_]);
  return readAll(found[slot_].ledger);
}

bool PressLog::isThere() {
  Begin found;
  return readBegin(slot_, found) && found.generation == generation_ && found.salt == salt_;
}

bool PressLog::begin(size_t slot, const Begin& how) {
  std::string body;
  put(body, owner_, 8);
  put(body, how.generation, 4);
  put(body, how.salt, 4);
  put(body, how.ledger.seq, 4);
  putCounts(body, how.ledger.counts);
  put(body, static_cast<uint64_t>(how.ledger.epochS), 8);
  const std::string first = record(Type::begin, body);
  if (!card_.append(paths[slot], first.data(), first.size())) return false;
  slot_ = slot;
  generation_ = how.generation;
  salt_ = how.salt;
  ledger_ = how.ledger;
  sentSeq_ = how.ledger.seq;
  waitingFrom_ = static_cast<uint32_t>(first.size());
  waiting_ = 0;
  return true;
}

bool PressLog::readBegin(size_t slot, Begin& how) {
  char bytes[beginBytes];
  if (card_.read(paths[slot], 0, bytes, sizeof bytes) != sizeof bytes || recordLength(bytes, sizeof bytes, 0, true) == 0) return false;
  const std::string body(bytes + headBytes, sizeof bytes - headBytes - sumBytes);
  Taker taker(body);
  const uint64_t owner = taker.take(8);
  how.generation = static_cast<uint32_t>(taker.take(4));
  how.salt = static_cast<uint32_t>(taker.take(4));
  how.ledger.seq = static_cast<uint32_t>(taker.take(4));
  how.ledger.counts = taker.takeCounts();
  how.ledger.epochS = static_cast<int64_t>(taker.take(8));
  return owner == owner_;
}

/** False when the card stopped answering in between: half a log must not pass for the whole. */
bool PressLog::readAll(const Ledger& known) {
  const uint32_t size = static_cast<uint32_t>(card_.size(paths[slot_]));
  ledger_ = known;
  sentSeq_ = known.seq;
  const uint32_t readTo = visit(0, [this](uint32_t, Type type, const std::string& body) {
    Press press;
    if (type == Type::press && pressOf(body, press)) note(press);
    if (type == Type::sent) sentSeq_ = seqOf(body);
    return true;
  });
  waiting_ = 0;
  waitingFrom_ = size;
  if (readTo != size || ledger_.seq == sentSeq_) return readTo == size;
  return size == visit(0, [this](uint32_t offset, Type type, const std::string& body) {
    if (type == Type::press && seqOf(body) > sentSeq_ && waiting_++ == 0) waitingFrom_ = offset;
    return true;
  });
}

bool PressLog::write(Type type, const std::string& body) {
  const std::string whole = record(type, body);
  return card_.append(paths[slot_], whole.data(), whole.size());
}

bool PressLog::append(const Press& press) {
  if (!write(Type::press, pressBody(press))) return false;
  note(press);
  waiting_++;
  return true;
}

void PressLog::note(const Press& press) {
  ledger_ = {press.seq, press.counts, press.epochS};
  lastId_ = uuidText(press.id);
}

bool PressLog::first(Press& press) {
  if (waiting_ == 0) return false;
  bool isFound = false;
  visit(waitingFrom_, [&](uint32_t offset, Type type, const std::string& body) {
    if (type != Type::press || seqOf(body) <= sentSeq_ || !pressOf(body, press)) return true;
    waitingFrom_ = offset;
    isFound = true;
    return false;
  });
  return isFound;
}

bool PressLog::markSent(uint32_t seq) {
  std::string body;
  put(body, seq, 4);
  if (!write(Type::sent, body)) return false;
  sentSeq_ = seq;
  if (waiting_ > 0) waiting_--;
  if (waiting_ > 0 || card_.size(paths[slot_]) <= static_cast<int64_t>(grownBytes)) return true;
  const size_t old = slot_;
  // What a power cut left there of an earlier try.
  card_.remove(paths[1 - old]);
  if (!begin(1 - old, {generation_ + 1, random_(), ledger_})) return false;
  card_.remove(paths[old]);
  return true;
}
