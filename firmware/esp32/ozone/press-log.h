/**
 * The presses on the card, in the order they were counted, and which of them the broker has. Only ever appended to, so a
 * power cut at any byte costs at most the record it hit; what was torn is stepped over when reading.
 *
 * A record: A5 5A, type, length, that many bytes, CRC-32 of all from the type on. Numbers are little-endian. A file begins with
 * a record `begin` that names the unit, the file's generation and a random number; the sums of the others start from that
 * number, so that what a deleted file left in a cluster never passes for ours. When everything in a grown file was sent, a new one of the next
 * generation takes its place; between the two moments both are there, and the newer counts.
 */
#pragma once
#include <functional>
#include "card.h"
#include "press.h"

/** What has been counted so far. */
struct Ledger {
  uint32_t seq;
  Counts counts;
  /** When the last of them was. */
  int64_t epochS;
};

/** A file that is all sent and larger than this is replaced. */
constexpr uint32_t grownBytes = 65536;

class PressLog {
 public:
  /** `owner` names this chip: a card from another unit is not ours to send. */
  PressLog(Card& card, uint64_t owner, uint32_t (*random)()) : card_(card), owner_(owner), random_(random) {}

  /** Finds the log on the card, or begins one after `known`. False when the card does not do it. */
  bool open(const Ledger& known);
  /** Whether the card still has it. */
  bool isThere();
  /** After the last press in it. */
  const Ledger& ledger() const { return ledger_; }
  /** Whether `press` is the last in it: a card may have taken what it seemed to refuse. */
  bool endsWith(const Press& press) const { return lastId_ == uuidText(press.id); }
  /** True once it would survive a power cut. After false, `open` again. */
  bool append(const Press& press);
  /** The oldest that was not sent; false when there is none, or the card does not tell. */
  bool first(Press& press);
  /** Those up to `seq` are with the broker. After false, `open` again. */
  bool markSent(uint32_t seq);
  /** How many were not sent. */
  uint32_t waiting() const { return waiting_; }

 private:
  enum class Type : uint8_t { begin = 1, press = 2, sent = 3 };
  /** False stops. */
  using Visit = std::function<bool(uint32_t offset, Type type, const std::string& body)>;

  /** How a file begins. */
  struct Begin {
    uint32_t generation;
    uint32_t salt;
    Ledger ledger;
  };

  /** Where the bytes ended. */
  uint32_t visit(uint32_t from, const Visit& each);
  std::string record(Type type, const std::string& body) const;
  bool begin(size_t slot, const Begin& how);
  /** False when the slot has no log of ours. */
  bool readBegin(size_t slot, Begin& how);
  bool readAll(const Ledger& known);
  bool write(Type type, const std::string& body);
  void note(const Press& press);

  Card& card_;
  uint64_t owner_;
  uint32_t (*random_)();
  size_t slot_ = 0;
  uint32_t generation_ = 0;
  uint32_t salt_ = 0;
  Ledger ledger_ = {0, {{0, 0, 0}}, 0};
  std::string lastId_;
  uint32_t sentSeq_ = 0;
  /** No press before this offset waits. */
  uint32_t waitingFrom_ = 0;
  uint32_t waiting_ = 0;
};
