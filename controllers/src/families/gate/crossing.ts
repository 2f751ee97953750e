/**
 * Over loop 2: who goes through, on whose permission, and what is no vehicle at all. Two vehicles with a gap between them are two
 * passages; the second on one opening followed the first. A loop that chatters tells pulses too short or too close for
 * vehicles: they are counted, and many of them are one alarm of a bad loop and no passage.
 */
import type { GateDirection } from '@palang/protocol'
import { forgetSettled } from './grace.ts'
import type { Cause, Crossing, Turn, Visit } from './state.ts'
import { causeOf, heldBy, lacks, raiseAlarm, record, startTimer, stopTimer, visitRef } from './turn.ts'
import { endVisit, turnBack } from './visit.ts'

/** Loop 2 changed: its release is the proof of passage. */
export function onLoop2(turn: Turn, on: boolean): void {
  const { state, context, config } = turn
  const { flicker } = state
  state.inputs = { ...state.inputs, loop2: on }
  if (on) {
    flicker.isEcho = flicker.endedAtMs !== null && context.steadyMs - flicker.endedAtMs < config.passage.gapMs
    if (!flicker.isEcho) enterCrossing(turn)
    return
  }
  flicker.endedAtMs = context.steadyMs
  const crossing = state.crossing
  if (flicker.isEcho) return flickered(turn)
  if (crossing === null) return
  state.crossing = null
  if (crossing.sinceMs === null || context.steadyMs - crossing.sinceMs >= config.passage.shortestMs) {
    return passed(turn, crossing, 'loop_passed')
  }
  flickered(turn)
  // Whoever was waited for may still be on the way.
  if (state.visit?.id === crossing.cause.visit_id && !state.inputs.loop1) startTimer(turn, 'left', config.delays.approachMs)
}

function enterCrossing(turn: Turn): void {
  const { state } = turn
  if (state.crossing !== null) return
  const crossing = crossingOf(turn)
  state.crossing = crossing
  if (crossing.cause.visit_id !== undefined) stopTimer(turn, 'left')
  // Now it can still be seen.
  if (crossing.tailgated) turn.effects.push({ do: 'photograph', reason: 'tailgating', cause: crossing.cause })
}

/** A pulse that was no vehicle; many of them soon after each other are a bad loop. */
function flickered(turn: Turn): void {
  const { state, context, config } = turn
  const { badPulses, badWithinMs } = config.passage
  state.flicker.atMs = [...state.flicker.atMs.filter(at => context.steadyMs - at < badWithinMs), context.steadyMs].slice(-badPulses)
  const isBad = state.alarms.includes('loop_unsteady')
  if (!isBad && state.flicker.atMs.length < badPulses) return
  raiseAlarm(turn, 'loop_unsteady', 'warning', 'Loop 2 tells passages that no vehicle can make: the loop or its cable is bad')
  startTimer(turn, 'loop_quiet', config.delays.loopQuietMs)
}

/**
 * The moment after leaving loop 1 is over and loop 2 saw nobody. Where there is no loop 2, or a bad one, nobody can tell forwards
 * from backwards: who may pass and finds the barrier open counts as passed, assumed.
 */
export function onLeft(turn: Turn): void {
  const { state } = turn
  const { visit, inputs, crossing } = state
  if (visit === null || inputs.loop1 || crossing?.cause.visit_id === visit.id) return
  const isOpenToAll = state.manual !== null || heldBy(state) !== null
  const mayPass = visit.stage === 'admitted' ? visit.opened : isOpenToAll && state.barrier.at === 'open'
  if (mayPass && (lacks(turn, 'loop2') || state.alarms.includes('loop_unsteady'))) return passed(turn, crossingOf(turn), 'assumed')
  if (visit.stage === 'admitted') endAdmitted(turn, visit, 'left')
  else turnBack(turn, visit, visit.wasRefused ? 'refused' : 'left')
}

/** The barrier stands closed: whoever was admitted and has not begun to pass needs a new decision. */
export function onBarrierClosed(turn: Turn): void {
  const { visit, crossing } = turn.state
  turn.state.isFollowable = false
  if (visit?.stage === 'admitted' && crossing === null) endAdmitted(turn, visit, 'timeout')
}

/** The admitted vehicle's time is over, unless it is just passing. */
export function onPassageOverdue(turn: Turn): void {
  const { visit, crossing, inputs, isStation } = turn.state
  if (visit?.stage !== 'admitted') return
  // Who has paid at a pay station has walked away by now.
  if (isStation) return endVisit(turn, visit)
  if (crossing !== null || inputs.beam) return startTimer(turn, 'passage', turn.config.delays.passageMs)
  endAdmitted(turn, visit, 'timeout')
}

/**
 * Nobody saw an admitted vehicle pass. Where the board was away meanwhile that says nothing: from before a barrier that was told
 * to open it drove through, assumed; taken for turned back it would stand inside without a stay, or leave and stay inside for ever.
 */
function endAdmitted(turn: Turn, visit: Visit, reason: 'left' | 'timeout'): void {
  if (visit.unwatchedSinceMs !== null && mayHavePassed(visit)) passed(turn, crossingFor(turn, causeOf(visit)), 'assumed')
  else turnBack(turn, visit, reason)
}

/** The way through this gate; nobody goes through a pay station. */
function ownWay({ config }: Turn): GateDirection {
  return config.direction === 'in' ? 'in' : 'out'
}

/** Whether an admitted vehicle that nobody watched may be through: it stood there, and its barrier was, or may have been, told to open. */
export function mayHavePassed(visit: Visit): boolean {
  return visit.opened || (visit.seen && visit.orderLeft)
}

/** The permitted passage of somebody in the direction of this gate. */
export function crossingFor(turn: Turn, cause: Cause): Crossing {
  const sinceMs = turn.context.steadyMs
  return { cause, permitted: true, direction: ownWay(turn), tailgated: false, unidentified: false, sinceMs }
}

function crossingOf(turn: Turn): Crossing {
  const { state, config, context } = turn
  const { visit, manual } = state
  const hold = heldBy(state)
  const held = hold === null ? {} : { hold_id: hold.id }
  if (visit?.stage === 'admitted') return crossingFor(turn, { ...causeOf(visit), ...held })
  const fromLoop1 =
    state.inputs.loop1 || (state.loop1SeenAtMs !== null && context.steadyMs - state.loop1SeenAtMs <= config.delays.approachMs)
  const direction = fromLoop1 ? ownWay(turn) : opposite(ownWay(turn))
  const permitted = manual !== null || hold !== null
  const tailgated = !permitted && fromLoop1 && state.isFollowable
  const known = visit !== null && fromLoop1 ? visitRef(visit) : {}
  const ownStay = tailgated || hold !== null
  const unidentified = ownStay && fromLoop1 && config.direction === 'in' && !('session_id' in known)
  const cause: Cause = {
    ...(visit !== null && fromLoop1 ? { visit_id: visit.id } : {}),
    ...(ownStay ? known : {}),
    ...(unidentified ? { session_id: visit?.id ?? context.newId() } : {}),
    ...(manual === null ? {} : { command_id: manual.commandId }),
    ...held,
  }
  return { cause, permitted, direction, tailgated, unidentified, sinceMs: context.steadyMs }
}

/** A vehicle went through. Without permission it is an alarm; behind another it is one of its own. */
export function passed(turn: Turn, crossing: Crossing, kind: 'loop_passed' | 'assumed'): void {
  const { state, config } = turn
  const { cause, direction, permitted, tailgated, unidentified } = crossing
  record(turn, {
    type: 'vehicle_passed',
    payload: {
      ...cause,
      direction,
      evidence: { kind },
      ...(unidentified ? { unidentified } : {}),
      ...(tailgated ? { tailgated } : {}),
    },
  })
  if (!permitted) {
    if (tailgated) raiseAlarm(turn, 'tailgating', 'warning', `A vehicle went ${direction} behind another on one opening`)
    else {
      raiseAlarm(turn, 'passage_without_permission', 'warning', `A vehicle went ${direction} without permission`)
      turn.effects.push({ do: 'photograph', reason: 'passage_without_permission', cause })
    }
    startTimer(turn, 'intrusion', config.delays.intrusionMs)
  }
  if (direction === config.direction) forgetSettled(turn, cause.session_id)
  if (permitted && direction === config.direction) state.isFollowable = true
  if (state.visit !== null && state.visit.id === cause.visit_id) endVisit(turn, state.visit)
  state.closeWanted = true
}

function opposite(direction: GateDirection): GateDirection {
  return direction === 'in' ? 'out' : 'in'
}
