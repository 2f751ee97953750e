#include "events.h"
#include "coins.h"
#include "gate.h"
#include "host.h"
#include "inputs.h"
#include "orders.h"
#include "treatment.h"
#include "water.h"

namespace {

/** Event of each input; the limit switches are told as the position they prove. */
constexpr const char* inputEvents[inputCount] = {"LOOP1", "LOOP2", "BEAM", nullptr, nullptr, "BTN", "HELP", "ESTOP", "DOOR", "LEAK", "TAMPER"};

template <typename Value>
void tell(const char* name, Value value, uint32_t now) {
  LineWriter line(0);
  say(line.field("EVT").field(name).field(value).field(now));
}

void tellEnd(const char* name, uint32_t amount, Ended why, uint32_t now) {
  LineWriter line(0);
  say(line.field("EVT").field(name).field(amount).field(endedText(why)).field(now));
}

}  // namespace

void tellBoot(const char* resetCause, uint32_t starts) {
  LineWriter line(0);
  say(line.field("BOOT").field(firmwareVersion).field(resetCause).field(starts));
}

void tellEvents(uint32_t now) {
  Input input;
  bool on;
  uint32_t amount;
  Ended why;
  while (takeInputChange(input, on)) {
    const char* name = inputEvents[static_cast<uint8_t>(input)];
    if (name != nullptr) tell(name, static_cast<uint32_t>(on), now);
  }
  if (takeGateChange()) tell("GATE", gateText(), now);
  if (takeFlow(now, amount)) tell("FLOW", amount, now);
  if (takeCoins(now, amount)) tell("COIN", amount, now);
  if (takePoured(amount, why)) tellEnd("POURED", amount, why, now);
  if (takeRan(amount, why)) tellEnd("RAN", amount, why, now);
}
