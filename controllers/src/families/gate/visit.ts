/** A visit from loop 1 to its one end: passed, or turned back. */
import { forgetVisit } from './alone.ts'
import { cancelCharge } from './card-charge.ts'
import { endHelp } from './help.ts'
import { leaveOnline } from './online-question.ts'
import { leavePlate, plateStays, takePlate } from './plate-seen.ts'
import type { Turn, Visit } from './state.ts'
import { lacks, record, replyTo, speak, startTimer, stopTimer, visitRef } from './turn.ts'

/** A visit at its beginning; `seen` is false while no vehicle has come yet. */
export function newVisit(id: string, seen: boolean): Visit {
  return {
    id,
    stage: 'waiting',
    seen,
    credential: null,
    plate: null,
    requestId: null,
    isPaidUntold: false,
    replyId: null,
    sessionId: null,
    commandId: null,
    ticket: null,
    ticketCode: null,
    validDays: null,
    reason: null,
    graceMinutes: null,
    quote: null,
    takesQris: false,
    online: null,
    qrisReason: null,
    cardReason: null,
    changeAmount: 0,
    changeMissing: false,
    wasRefused: false,
    holdMs: 0,
    orderLeft: false,
    opened: false,
    unwatchedSinceMs: null,
  }
}

/** Starts a visit when a vehicle stands on loop 1 and nobody else's is under way. */
export function lookForVehicle(turn: Turn): void {
  const { state } = turn
  if (!state.settled || state.devices.board !== true || !state.inputs.loop1) return
  if (state.visit === null) state.visit = newVisit(turn.context.newId(), false)
  if (state.visit.seen) return
  state.visit.seen = true
  takePlate(turn, state.visit)
  if (state.help?.visitId === null) state.help.visitId = state.visit.id
  speak(turn, 'welcome')
  record(turn, { type: 'vehicle_detected', payload: { visit_id: state.visit.id } })
  turn.effects.push({ do: 'wake_camera' })
}

/**
 * Loop 1 changed. A vehicle that leaves it gets a moment: loops flicker, and admitted vehicles drive on to loop 2. Without
 * loop 2 nobody is waited for longer: the next must not pass for the same vehicle.
 */
export function onLoop1(turn: Turn, on: boolean): void {
  const { state, config, context } = turn
  state.inputs = { ...state.inputs, loop1: on }
  state.loop1SeenAtMs = context.steadyMs
  const visit = state.visit
  if (visit === null || !visit.seen) return
  if (on) stopTimer(turn, 'left')
  else if (state.crossing?.cause.visit_id !== visit.id) {
    const drivesOn = visit.stage === 'admitted' && !lacks(turn, 'loop2')
    startTimer(turn, 'left', drivesOn ? config.delays.approachMs : config.delays.loopReleaseMs)
  }
}

/** The vehicle did not go through; an opening made for it is taken back. */
export function turnBack(turn: Turn, visit: Visit, reason: 'left' | 'timeout' | 'refused' | 'restarted'): void {
  forgetVisit(turn, visit)
  record(turn, { type: 'vehicle_turned_back', payload: { ...visitRef(visit), reason } })
  if (visit.stage === 'admitted') turn.state.closeWanted = true
  // Nobody drove away: the call waits for the visit that begins anew.
  if (reason === 'restarted' && turn.state.help !== null) turn.state.help.visitId = null
  endVisit(turn, visit)
  plateStays(turn, visit)
}

/** The visit is over, however it ended. */
export function endVisit(turn: Turn, visit: Visit): void {
  stopTimer(turn, 'request', 'left', 'refused', 'paying', 'passage')
  leaveOnline(turn, visit)
  cancelCharge(turn, visit)
  if (visit.stage === 'paying') turn.effects.push({ do: 'cash', act: 'disable' })
  replyTo(turn, visit, { ok: false, code: 'no_vehicle' })
  if (turn.state.help?.visitId === visit.id) endHelp(turn, 'left')
  leavePlate(turn, visit)
  turn.state.visit = null
}

/** The barrier stands open: from now on the admitted vehicle's time runs. */
export function onBarrierOpened(turn: Turn): void {
  const { visit } = turn.state
  if (visit?.stage !== 'admitted') return
  visit.opened = true
  startTimer(turn, 'passage', Math.max(turn.config.delays.passageMs, visit.holdMs))
}
