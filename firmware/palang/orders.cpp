#include "orders.h"
#include <string.h>
#include <util/crc16.h>
#include "coins.h"
#include "gate.h"
#include "inputs.h"
#include "relays.h"
#include "settings.h"
#include "silence.h"
#include "survivor.h"
#include "treatment.h"
#include "water.h"

namespace {

constexpr uint32_t maxOnMs = 600000;
constexpr uint32_t maxPulses = 1000000;

uint32_t boots = 0;
uint16_t lastNumber = 0;
char lastAnswer[maxAnswerBytes + 1];

using Fields = LineWriter;

void refuse(Fields& answer, const char* code) { answer.field("ERR").field(code); }
void accept(Fields& answer) { answer.field("OK"); }

/** A time to be on that is neither nothing nor more than allowed. */
bool readOnTime(const char* text, uint32_t& ms) { return readCount(text, ms) && ms > 0 && ms <= maxOnMs; }

bool refusedByEstop(Fields& answer) {
  if (!isOn(Input::estop)) return false;
  refuse(answer, "ESTOP");
  return true;
}

void identify(const Command&, uint32_t, Fields& answer) {
  accept(answer);
  answer.field("palang").field(firmwareVersion).field(boardName).field(boots);
}

void ping(const Command&, uint32_t now, Fields& answer) {
  heardPing(now);
  accept(answer);
}

void tellState(const Command&, uint32_t now, Fields& answer) {
  constexpr char digits[] = "0123456789ABCDEF";
  const uint8_t relays = relaysOn();
  const char relayText[] = {digits[relays >> 4], digits[relays & 15], '\0'};
  accept(answer);
  answer.pair("gate", gateText()).pair("loop1", isOn(Input::loop1)).pair("loop2", isOn(Input::loop2)).pair("beam", isOn(Input::beam));
  answer.pair("relay", relayText).pair("flow", flowPulses()).pair("up", now);
}

void open(const Command& command, uint32_t now, Fields& answer) {
  uint32_t holdMs;
  if (refusedByEstop(answer)) return;
  if (!readCount(command.arguments[0], holdMs) || holdMs > maxHoldMs) return refuse(answer, "RANGE");
  openGate(holdMs, now);
  accept(answer);
}

void close(const Command&, uint32_t now, Fields& answer) {
  if (refusedByEstop(answer)) return;
  if (!closeGate(now)) return refuse(answer, "BLOCKED");
  accept(answer);
}

/** Stops whatever moves, pours or treats. */
void stop(const Command&, uint32_t now, Fields& answer) {
  haltGate(now);
  endPour(Ended::stopped);
  endTreatment(Ended::stopped);
  accept(answer);
}

void pour(const Command& command, uint32_t now, Fields& answer) {
  uint32_t pulses, maxMs;
  if (refusedByEstop(answer)) return;
  if (!readCount(command.arguments[0], pulses) || pulses == 0 || pulses > maxPulses || !readOnTime(command.arguments[1], maxMs))
    return refuse(answer, "RANGE");
  if (isOn(Input::door) || isOn(Input::leak)) return refuse(answer, "BLOCKED");
  if (!startPour(pulses, maxMs, now)) return refuse(answer, "BUSY");
  needPing(now);
  accept(answer);
}

void treat(const Command& command, uint32_t now, Fields& answer) {
  uint32_t ms;
  if (refusedByEstop(answer)) return;
  if (!readOnTime(command.arguments[0], ms)) return refuse(answer, "RANGE");
  if (!startTreatment(ms, now)) return refuse(answer, "BUSY");
  needPing(now);
  accept(answer);
}

/** A relay that pours or treats is not for everybody. */
bool isTaken(uint32_t relay) {
  return relay == treatmentRelay ? isTreating() : (relay == valveRelay || relay == pumpRelay) && isPouring();
}

void output(const Command& command, uint32_t now, Fields& answer) {
  uint32_t relay, on, maxMs;
  if (refusedByEstop(answer)) return;
  const bool isRead = readCount(command.arguments[0], relay) && readCount(command.arguments[1], on) && readCount(command.arguments[2], maxMs);
  if (!isRead || relay >= relayCount || on > 1 || maxMs > maxOnMs || (on == 1 && maxMs == 0)) return refuse(answer, "RANGE");
  if (isTaken(relay)) return refuse(answer, "BUSY");
  switchRelay(relay, on == 1, now, maxMs);
  if (on == 1) needPing(now);
  accept(answer);
}

/** What became of the last pour or treatment: which one it was since power came, how much, and why it ended. */
void tellLast(const char* key, uint32_t count, uint32_t amount, bool isRunning, Ended why, Fields& answer) {
  accept(answer);
  answer.field(key).field(count).field(amount).field(isRunning ? "running" : count == 0 ? "none" : endedText(why));
}

/** Keys that are only asked for; false for those that are settings. */
bool tellLive(const char* key, Fields& answer) {
  if (strcmp(key, "poured") == 0) {
    tellLast(key, survivor.pours, pouredPulses(), isPouring(), survivor.pourEnded, answer);
  } else if (strcmp(key, "ran") == 0) {
    tellLast(key, survivor.treatments, survivor.treatedMs, isTreating(), survivor.treatmentEnded, answer);
  } else if (strcmp(key, "coins") == 0) {
    accept(answer);
    answer.field(key).field(coinPulses()).field(coinsSince()).field(tornCoins());
  } else if (strcmp(key, "inputs") == 0) {
    accept(answer);
    answer.field(key).field(inputsOn());
  } else {
    return false;
  }
  return true;
}

void set(const Command& command, uint32_t, Fields& answer) {
  char value[12];
  if (*command.arguments[1] == '\0' && tellLive(command.arguments[0], answer)) return;
  switch (configure(command.arguments[0], command.arguments[1], value)) {
    case Configured::unknownKey: return refuse(answer, "UNKNOWN");
    case Configured::range: return refuse(answer, "RANGE");
    case Configured::ok: accept(answer);
  }
  useCoinPin();
  answer.field(command.arguments[0]).field(value);
}

struct Word {
  const char* text;
  /** Moves or switches something, so it is remembered over a restart. */
  bool isOrder;
  void (*carryOut)(const Command&, uint32_t now, Fields& answer);
};

constexpr Word words[] = {
    {"ID", false, identify}, {"PING", false, ping}, {"STAT", false, tellState}, {"CFG", false, set},  {"OPEN", true, open},
    {"CLOSE", true, close},  {"STOP", true, stop},  {"POUR", true, pour},       {"RUN", true, treat}, {"OUT", true, output},
};

const Word* findWord(const char* text) {
  for (const Word& word : words)
    if (strcmp(text, word.text) == 0) return &word;
  return nullptr;
}

/** An order whose answer was lost in the restart it caused must not be carried out again. */
bool isOrderOfBefore(const Command& command, uint16_t sum) {
  return lastNumber == 0 && survivor.orderNumber == command.number && survivor.orderSum == sum;
}

}  // namespace

void beginOrders(uint32_t starts) { boots = starts; }

const char* answerTo(const Command& command, uint16_t sum, uint32_t now) {
  if (command.number == lastNumber) return lastAnswer;
  if (isOrderOfBefore(command, sum)) {
    strcpy(lastAnswer, survivor.orderAnswer);
    lastNumber = command.number;
    return lastAnswer;
  }
  LineWriter answer(command.number);
  const Word* word = findWord(command.word);
  if (word == nullptr) refuse(answer, "UNKNOWN");
  else word->carryOut(command, now, answer);
  strcpy(lastAnswer, answer.finish());
  lastNumber = command.number;
  survivor.orderNumber = 0;
  if (word != nullptr && word->isOrder) {
    strcpy(survivor.orderAnswer, lastAnswer);
    survivor.orderSum = sum;
    survivor.orderNumber = command.number;
  }
  return lastAnswer;
}

uint16_t sumOfText(const char* text) {
  uint16_t sum = 0xFFFF;
  for (; *text != '\0'; text++) sum = _crc16_update(sum, static_cast<uint8_t>(*text));
  return sum;
}
