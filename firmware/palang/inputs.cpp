#include "inputs.h"
#include "deadline.h"
#include "settings.h"

namespace {

/** Contacts of a switch bounce for so long. */
constexpr uint8_t bounceMs = 20;
/** What protects people is believed almost at once; a single spike of noise still is not. */
constexpr uint8_t alarmMs = 3;

struct Felt {
  /** Register and bit of the pin: asked a thousand times a second, so not looked up each time. */
  volatile uint8_t* port;
  uint8_t bitMask;
  bool on;
  bool told;
  Deadline changesAt;
};

Felt felt[inputCount];

/** Whether the input is active; one that the board does not have, or that coins are wired to, never is. */
bool read(const Felt& one, bool normallyClosed) {
  if (one.port == nullptr || inputPins[&one - felt] == settings.coinPin) return false;
  const bool closed = (*one.port & one.bitMask) == 0;
  return closed != normallyClosed;
}

uint8_t settleMs(uint8_t index, bool on) {
  const Input input = static_cast<Input>(index);
  return on && (input == Input::beam || input == Input::estop) ? alarmMs : bounceMs;
}

}  // namespace

void beginInputs() {
  for (uint8_t i = 0; i < inputCount; i++) {
    const uint8_t pin = inputPins[i];
    if (pin == noPin) continue;
    pinMode(pin, INPUT_PULLUP);
    felt[i].port = portInputRegister(digitalPinToPort(pin));
    felt[i].bitMask = digitalPinToBitMask(pin);
  }
  delay(alarmMs);  // the pull-ups need a moment to lift the lines
  uint16_t normallyClosed = settings.normallyClosed;
  for (Felt& one : felt) {
    one.on = read(one, normallyClosed & 1);
    normallyClosed >>= 1;
  }
}

void scanInputs(uint32_t now) {
  uint16_t normallyClosed = settings.normallyClosed;
  for (uint8_t i = 0; i < inputCount; i++, normallyClosed >>= 1) {
    Felt& one = felt[i];
    const bool seen = read(one, normallyClosed & 1);
    if (seen == one.on) {
      one.changesAt.clear();
    } else if (!one.changesAt.isSet()) {
      one.changesAt.in(now, settleMs(i, seen));
    } else if (one.changesAt.isDue(now)) {
      one.on = seen;
      one.changesAt.clear();
    }
  }
}

bool isOn(Input input) { return felt[static_cast<uint8_t>(input)].on; }

uint16_t inputsOn() {
  uint16_t mask = 0;
  for (uint8_t i = 0; i < inputCount; i++)
    if (felt[i].on) mask |= 1u << i;
  return mask;
}

bool mayBeOn(Input input) {
  const uint8_t index = static_cast<uint8_t>(input);
  return felt[index].on || read(felt[index], (settings.normallyClosed >> index) & 1);
}

bool takeInputChange(Input& input, bool& on) {
  for (uint8_t i = 0; i < inputCount; i++) {
    if (felt[i].on == felt[i].told) continue;
    felt[i].told = felt[i].on;
    input = static_cast<Input>(i);
    on = felt[i].on;
    return true;
  }
  return false;
}
