/**
 * Held open, as in a fire: a latched state and no order. The hub tells how it wants its gates to stand, a person at the machine
 * may hold this lane; either is in the journal before the barrier moves, and as long as one stands the barrier is opened
 * again whenever it is found otherwise. Opening is the safe way, so this alone is ordered again after a failure.
 */
import type { GateFact, GateHold, HoldSource } from '@palang/protocol'
import { admit } from './admission.ts'
import { orderBarrier } from './barrier.ts'
import type { GateState, Hold, Turn } from './state.ts'
import { answer, answerProblem, clearAlarm, heldBy, lacks, noBarrier, raiseAlarm, record, startTimer, stopTimer } from './turn.ts'

/** The hub told its state. The same again changes nothing; another hold takes the place of the one before. */
export function onHubHold(turn: Turn, { held, hold_id: id, since, reason }: GateHold): void {
  if (turn.state.isStation) return
  const now = turn.state.holds.hub
  if (held && id !== undefined) {
    if (now?.id === id) return
    end(turn, 'hub', null)
    return begin(turn, 'hub', { id, sinceMs: since === undefined ? turn.context.nowMs : Date.parse(since), reason: reason ?? null })
  }
  if (!held) end(turn, 'hub', reason ?? null)
}

/** Somebody holds this lane, or lets go of it. The site's hold can be let go of here only while the hub cannot be heard. */
export function onLaneHold(turn: Turn, { id, held, reason }: { id: string; held: boolean; reason: string }): void {
  const { state, context } = turn
  if (state.isStation) return answerProblem(turn, id, 'rejected', noBarrier)
  if (!held && state.holds.hub !== null && context.hubOnline()) {
    const message = 'All gates of the site are held open: the console lets go of them'
    return answerProblem(turn, id, 'rejected', { code: 'held_open', message })
  }
  if (!held) {
    end(turn, 'hub', reason)
    end(turn, 'machine', reason)
  } else if (state.holds.machine === null) begin(turn, 'machine', { id: context.newId(), sinceMs: context.nowMs, reason })
  answer(turn, { command_id: id, state: 'succeeded', evidence: { kind: 'mode', held } })
}

function begin(turn: Turn, source: HoldSource, hold: Hold): void {
  const { state } = turn
  record(turn, { type: 'hold_started', payload: factOf(source, hold, hold.reason) })
  state.holds[source] = hold
  state.holdOrdered = false
  state.holdTries = 0
  state.holdPaused = false
  // What was opened by hand before is part of it: letting go of the hold closes the gate.
  state.manual = null
  raiseAlarm(turn, 'gate_held_open', 'warning', 'The gate is held open: everybody drives through')
  const { visit } = state
  if (visit?.stage === 'paying') admit(turn, visit, { decidedBy: 'machine', holdMs: 0, commandId: null, reason: 'held_open' })
}

function end(turn: Turn, source: HoldSource, reason: string | null): void {
  const { state } = turn
  const hold = state.holds[source]
  if (hold === null) return
  record(turn, { type: 'hold_ended', payload: factOf(source, hold, reason) })
  state.holds[source] = null
  if (heldBy(state) !== null) return
  stopTimer(turn, 'hold_again')
  state.holdPaused = false
  state.closeWanted = true
  clearAlarm(turn, 'gate_held_open')
}

function factOf(source: HoldSource, { id }: Hold, reason: string | null): Extract<GateFact, { type: 'hold_started' }>['payload'] {
  return { hold_id: id, source, ...(reason === null ? {} : { reason }) }
}

/** Opens whenever the barrier is not open, or nobody told the board yet to stay so. */
export function keepHeldOpen(turn: Turn): void {
  const { state, config } = turn
  const hold = heldBy(state)
  if (hold === null) return
  state.closeWanted = false
  const { barrier } = state
  if (state.holdOrdered && barrier.at === 'open') state.holdTries = 0
  if (!mayOrder(state) || state.holdPaused) return
  if (state.holdOrdered && (barrier.at === 'open' || barrier.at === 'moving')) return
  state.holdPaused = true
  state.holdOrdered = true
  const waitMs = Math.min(config.delays.holdAgainMs * 2 ** state.holdTries++, config.delays.longestHoldAgainMs)
  startTimer(turn, 'hold_again', waitMs)
  orderBarrier(turn, 'open', lacks(turn, 'hold') ? config.delays.holdMs : 0, { hold_id: hold.id }, null)
}

function mayOrder({ settled, devices, inputs }: GateState): boolean {
  return settled && devices.board === true && !inputs.estop
}

/** The time before the next order is over. */
export function onHoldAgain(turn: Turn): void {
  turn.state.holdPaused = false
}
