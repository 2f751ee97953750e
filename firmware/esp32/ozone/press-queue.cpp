#include "press-queue.h"
#include <stdlib.h>

namespace {

constexpr uint32_t cardEveryMs = 10000;
/** More would cost memory the network needs; the oldest goes then, and its number is missing where the presses arrive. */
constexpr size_t unkeptRoom = 64;

constexpr const char* ledgerKey = "ledger";
constexpr const char* bootKey = "boot";

std::string textOf(const Ledger& ledger) {
  std::string text = std::to_string(ledger.seq);
  for (const uint32_t count : ledger.counts.of) text += ' ' + std::to_string(count);
  return text += ' ' + std::to_string(ledger.epochS);
}

Ledger ledgerOf(const std::string& text) {
  char* at = const_cast<char*>(text.c_str());
  Ledger ledger;
  ledger.seq = static_cast<uint32_t>(strtoul(at, &at, 10));
  for (uint32_t& count : ledger.counts.of) count = static_cast<uint32_t>(strtoul(at, &at, 10));
  ledger.epochS = strtoll(at, &at, 10);
  return ledger;
}

}  // namespace

void PressQueue::begin() {
  std::string kept;
  if (memory_.get(ledgerKey, kept)) ledger_ = ledgerOf(kept);
  if (memory_.get(bootKey, kept)) boot_ = static_cast<uint32_t>(strtoul(kept.c_str(), nullptr, 10));
  boot_++;
  memory_.put(bootKey, std::to_string(boot_));
  hasCard_ = openLog();
}

void PressQueue::run(uint64_t nowMs) {
  if (nowMs - triedAtMs_ < cardEveryMs) return;
  triedAtMs_ = nowMs;
  if (!hasCard_ || !log_.isThere()) hasCard_ = openLog();
}

/** Presses that could only be remembered go onto the card, unless it has them after all. */
bool PressQueue::openLog() {
  if (!log_.open(beforeUnkept())) return false;
  while (!unkept_.empty()) {
    const Press& press = unkept_.front();
    // A log that was ahead of a unit that had forgotten everything: these are told from RAM.
    if (!log_.endsWith(press) && press.seq <= log_.ledger().seq) break;
    if (!log_.endsWith(press) && !log_.append(press)) return false;
    unkept_.pop_front();
  }
  if (log_.ledger().seq > ledger_.seq) {
    ledger_ = log_.ledger();
    keepLedger();
  }
  return true;
}

/** What a log that begins now follows on. */
Ledger PressQueue::beforeUnkept() const {
  if (unkept_.empty()) return ledger_;
  const Press& first = unkept_.front();
  Ledger before = {first.seq - 1, first.counts, first.epochS};
  before.counts.of[static_cast<size_t>(first.kind)]--;
  return before;
}

Press PressQueue::add(Kind kind, const Stamp& stamp, const uint8_t random[10]) {
  ledger_.seq++;
  ledger_.counts.of[static_cast<size_t>(kind)]++;
  ledger_.epochS = stamp.epochS;
  Press press;
  press.seq = ledger_.seq;
  press.boot = boot_;
  press.uptimeMs = stamp.uptimeMs;
  press.epochS = stamp.epochS;
  press.clock = stamp.clock;
  press.kind = kind;
  press.counts = ledger_.counts;
  press.id = uuid7(stamp.epochS * 1000, random);
  const bool isKept = hasCard_ && log_.append(press);
  if (!isKept) {
    if (unkept_.size() == unkeptRoom) unkept_.pop_front();
    unkept_.push_back(press);
    // A card that failed once mostly works the second time; then presses stay in their order.
    if (hasCard_) hasCard_ = openLog();
  }
  keepLedger();
  return press;
}

bool PressQueue::first(Press& press) {
  if (hasCard_ && log_.first(press)) return true;
  if (hasCard_ && log_.waiting() > 0) hasCard_ = openLog();
  if (unkept_.empty()) return false;
  press = unkept_.front();
  return true;
}

void PressQueue::sent(const Press& press) {
  if (!unkept_.empty() && unkept_.front().seq == press.seq) {
    unkept_.pop_front();
    return;
  }
  // It may have moved onto a card that came back, behind older ones; then it is sent once more when its turn comes.
  Press oldest;
  if (hasCard_ && log_.first(oldest) && oldest.seq == press.seq && !log_.markSent(press.seq)) hasCard_ = openLog();
}

void PressQueue::keepLedger() { memory_.put(ledgerKey, textOf(ledger_)); }
