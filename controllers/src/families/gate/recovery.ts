/**
 * The board tells how things stand: after connecting, after it restarted, after this program restarted. What nobody saw
 * in between is closed honestly:
 * - a vehicle that was not admitted yet: after a restart of this program its visit ends as `restarted` and, when it
 *   still stands there, begins anew; after a break of the cable it goes on.
 * - an admitted vehicle and the barrier not closed: the passage goes on.
 * - an admitted vehicle, nobody on loop 1, and the barrier had been proven open or its board may have been told to open it: it
 *   passed, evidence `assumed`; where the barrier still stands open, once it has closed and loop 2 saw nobody.
 * - the same after a break of the cable, and by now the next one must stand on loop 1: it passed, assumed.
 * - otherwise it turned back.
 */
import type { GateInputs } from '../../devices/board/port.ts'
import { onPosition, timeFor } from './barrier.ts'
import { resumeCharge } from './card-payment.ts'
import { crossingFor, mayHavePassed, onLoop2, passed } from './crossing.ts'
import { onEmergencyStop } from './emergency-stop.ts'
import { beginStation } from './pay-station.ts'
import type { GateState, Turn, Visit } from './state.ts'
import { resumeHelp } from './help.ts'
import { changeNotGiven, noteUnproven } from './payment.ts'
import { causeOf, clearAlarm, lacks, raiseAlarm, startTimer } from './turn.ts'
import { onLoop1, turnBack } from './visit.ts'

/** Takes over the board's inputs and settles what happened unseen. */
export function onBoard(turn: Turn, inputs: GateInputs): void {
  const { state } = turn
  const restarted = !state.settled
  const before = state.inputs
  state.devices.board = true
  state.settled = true
  state.inputs = { ...inputs, barrier: before.barrier }
  // A board that was away has forgotten for how long it was to stay open.
  state.holdOrdered = false
  if (inputs.estop !== state.alarms.includes('emergency_stop')) onEmergencyStop(turn, inputs.estop)
  if (restarted) resume(turn)
  const unseenCrossing = state.crossing !== null && !inputs.loop2 ? state.crossing : null
  if (unseenCrossing !== null) {
    state.crossing = null
    passed(turn, unseenCrossing, 'assumed')
  } else if (inputs.loop2) onLoop2(turn, true)
  if (state.visit !== null) settleVisit(turn, state.visit, { inputs, before, restarted })
  if (!restarted && before.loop1 !== inputs.loop1) onLoop1(turn, inputs.loop1)
  onPosition(turn, inputs.barrier, inputs.positionKnown)
  const isForgotten = state.barrier.at === 'failed' && lacks(turn, 'position')
  if (inputs.barrier === 'unknown' && (state.barrier.at === 'open' || isForgotten))
    startTimer(turn, 'assumed_closed', turn.config.delays.holdMs)
}

/** From now on nobody sees what the barrier and the vehicle before it do: a proof that is missing later says nothing. */
export function onBoardGone({ state, context }: Turn): void {
  state.inputs = { ...state.inputs, barrier: 'unknown' }
  if (state.visit?.stage === 'admitted') state.visit.unwatchedSinceMs = context.nowMs
  if (state.barrier.at === 'moving') state.barrier = { at: 'moving', order: { ...state.barrier.order, unanswered: true } }
}

/**
 * What an earlier run left open of money, paper and calls for help: no board has to be asked about it. One that lost its power
 * for good must not keep it from being told.
 */
export function onStarted(turn: Turn): void {
  const { state } = turn
  noteUnproven(turn, 'the controller restarted')
  resumeCharge(turn)
  resumeHelp(turn)
  // What the acceptor counted since is told later, when this visit may have ended.
  const { visit } = state
  if (visit?.stage === 'paying' && visit.quote !== null) state.coinPayer = { visitId: visit.id, quote: visit.quote }
  // Whether it came out nobody knows; it is not printed again, for then there might be two.
  if (state.printing.length > 0) {
    clearAlarm(turn, 'printer_failed')
    raiseAlarm(turn, 'printer_failed', 'warning', `${state.printing.join(', ')} may not have been printed: the controller restarted`)
  }
  state.printing = []
  if (state.changeDue !== null) changeNotGiven(turn, state.changeDue, 'the controller restarted')
  state.changeDue = null
  if (state.isStation) beginStation(turn)
}

/** Timers do not survive a restart; those that guard something still open start again. */
function resume(turn: Turn): void {
  const { state, config } = turn
  if (state.barrier.at === 'moving') {
    const order = { ...state.barrier.order, restored: true, extended: false }
    state.barrier = { at: 'moving', order }
    startTimer(turn, 'barrier', timeFor(turn, order))
  }
  if (state.alarms.includes('loop_unsteady')) startTimer(turn, 'loop_quiet', config.delays.loopQuietMs)
  if (state.alarms.includes('passage_without_permission') || state.alarms.includes('tailgating'))
    startTimer(turn, 'intrusion', config.delays.intrusionMs)
}

interface Found {
  inputs: GateInputs
  before: GateInputs
  restarted: boolean
}

function settleVisit(turn: Turn, visit: Visit, found: Found): void {
  const { config, context } = turn
  const { inputs, restarted } = found
  if (visit.stage !== 'admitted') {
    if (restarted) turnBack(turn, visit, 'restarted')
    return
  }
  if (isNextOnLoop1(turn, visit, found)) return passed(turn, crossingFor(turn, causeOf(visit)), 'assumed')
  visit.unwatchedSinceMs = inputs.loop1 ? null : (visit.unwatchedSinceMs ?? context.nowMs)
  // It is written down before it is sent: an order that this program did not see answered may have been obeyed.
  if (restarted && isOrderedFor(turn.state, visit)) visit.orderLeft = true
  // A barrier that nobody tells of may be up.
  const lifted = inputs.barrier !== 'closed' && inputs.barrier !== 'fault'
  if (lifted || inputs.loop2) {
    startTimer(turn, 'passage', Math.max(config.delays.passageMs, visit.holdMs))
    return
  }
  if (inputs.loop1) {
    if (restarted) turnBack(turn, visit, 'restarted')
    return
  }
  if (mayHavePassed(visit)) return passed(turn, crossingFor(turn, causeOf(visit)), 'assumed')
  if (restarted && visit.seen) return turnBack(turn, visit, 'restarted')
  startTimer(turn, 'passage', config.delays.passageMs)
}

/**
 * Whether the vehicle on loop 1 is the one behind: the admitted one had left the loop before the board went away, or had the time it
 * takes to drive on. In a queue the next closes up at once.
 */
function isNextOnLoop1({ state, config, context }: Turn, visit: Visit, { inputs, before, restarted }: Found): boolean {
  if (restarted || !inputs.loop1 || state.crossing !== null || !visit.seen || visit.unwatchedSinceMs === null || !mayHavePassed(visit))
    return false
  return !before.loop1 || context.nowMs - visit.unwatchedSinceMs >= config.delays.approachMs
}

function isOrderedFor({ barrier }: GateState, visit: Visit): boolean {
  return barrier.at === 'moving' && barrier.order.action === 'open' && barrier.order.cause.visit_id === visit.id
}
