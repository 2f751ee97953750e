#include "gate.h"
#include "deadline.h"
#include "inputs.h"
#include "motor.h"
#include "settings.h"

namespace {

constexpr const char* positionWords[] = {"closed", "opening", "open", "closing", "fault"};

Position position = Position::fault;
Position told = Position::fault;
uint32_t holdMs = 0;
Deadline closesAt;
Deadline moveEnds;
/** The hold is over, the beam is not clear yet. */
bool closeWhenClear = false;
/** Both switches were on when the move began, so the one we go to must be seen off before it proves anything. */
bool mustRelease = false;
/** Switches as of the last pass, for a change after a fault. */
bool wasOpen = false;
bool wasClosed = false;

bool atOpen() { return isOn(Input::limitOpen); }
bool atClosed() { return isOn(Input::limitClosed); }

void startMove(Motion motion, uint32_t now) {
  closesAt.clear();
  closeWhenClear = false;
  mustRelease = atOpen() && atClosed();
  moveEnds.in(now, settings.moveMs);
  position = motion == Motion::up ? Position::opening : Position::closing;
  startMotor(motion, now);
}

void raise(uint32_t hold, uint32_t now) {
  holdMs = hold;
  startMove(Motion::up, now);
}

void lower(uint32_t now) { startMove(Motion::down, now); }

void startHold(uint32_t hold, uint32_t now) {
  holdMs = hold;
  closeWhenClear = false;
  if (hold == 0) closesAt.clear();
  else closesAt.in(now, hold);
}

/** Now, or as soon as the beam is clear. */
void lowerWhenClear(uint32_t now) {
  closesAt.clear();
  if (mayBeOn(Input::beam)) closeWhenClear = true;
  else lower(now);
}

void arrive(Position where, uint32_t now) {
  restMotor(now);
  moveEnds.clear();
  position = where;
  if (where == Position::closed) {
    closesAt.clear();
    closeWhenClear = false;
  } else if (!closeWhenClear) {
    startHold(holdMs, now);
  }
}

void fail(uint32_t now) {
  haltMotor(now);
  moveEnds.clear();
  closesAt.clear();
  closeWhenClear = false;
  holdMs = 0;  // an arm that is lifted by hand now stays up
  position = Position::fault;
}

/** In a move only the switch it goes to counts, and only while the other one is off: two at once prove nothing. */
void followMove(uint32_t now) {
  const bool up = position == Position::opening;
  const bool target = up ? atOpen() : atClosed();
  const bool other = up ? atClosed() : atOpen();
  if (!target) mustRelease = false;
  if (target && !other && !mustRelease) arrive(up ? Position::open : Position::closed, now);
  else if (moveEnds.isDue(now)) fail(now);
}

/** At rest the position holds as long as its switch says so; after a fault a switch that newly closes tells where the arm is. */
void watchRest(uint32_t now) {
  const bool open = atOpen(), closed = atClosed();
  if (position == Position::fault) {
    if (open && !closed && !wasOpen) arrive(Position::open, now);
    else if (closed && !open && !wasClosed) arrive(Position::closed, now);
  } else if (open == closed || open != (position == Position::open)) {
    fail(now);
  }
}

bool isMoving() { return position == Position::opening || position == Position::closing; }

void watchBeam(uint32_t now) {
  const bool broken = isOn(Input::beam);
  if (broken && position == Position::closing) {
    raise(0, now);
    closeWhenClear = true;
  } else if (broken && closeWhenClear) {
    closesAt.clear();
  } else if (closeWhenClear && !closesAt.isSet() && !isMoving()) {
    closesAt.in(now, settings.clearMs);
  }
}

}  // namespace

void beginGate(uint32_t now) {
  beginMotor();
  wasOpen = atOpen();
  wasClosed = atClosed();
  position = wasOpen == wasClosed ? Position::fault : wasOpen ? Position::open : Position::closed;
  told = position;
  holdMs = settings.bootHoldMs;
  if (position == Position::open) startHold(holdMs, now);
}

void runGate(uint32_t now) {
  runMotor(now);
  watchBeam(now);
  if (isMoving()) followMove(now);
  else watchRest(now);
  wasOpen = atOpen();
  wasClosed = atClosed();
  if (closesAt.isDue(now)) lowerWhenClear(now);
}

void openGate(uint32_t hold, uint32_t now) {
  if (position == Position::open) startHold(hold, now);
  else raise(hold, now);
}

bool closeGate(uint32_t now) {
  if (mayBeOn(Input::beam)) return false;
  if (position != Position::closed) lower(now);
  return true;
}

void haltGate(uint32_t now) {
  startHold(0, now);
  if (isMoving()) fail(now);
  else haltMotor(now);
}

void secureGate(uint32_t now) {
  if (isOn(Input::estop)) return;
  if (settings.safeState == SafeState::open && position != Position::open) raise(0, now);
  if (settings.safeState == SafeState::close && position != Position::closed && position != Position::closing) lowerWhenClear(now);
}

const char* gateText() { return positionWords[static_cast<uint8_t>(position)]; }

bool takeGateChange() {
  if (position == told) return false;
  told = position;
  return true;
}
