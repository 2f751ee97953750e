/** What operators order by hand. A command is refused at once, or accepted and later proven, failed or unknown. */
import type { CommandResult, GateControl, MachineMode } from '@palang/protocol'
import { admit } from './admission.ts'
import { cancelCharge } from './card-charge.ts'
import { endHelp } from './help.ts'
import { isObstructed, orderBarrier } from './barrier.ts'
import { leaveOnline } from './online-question.ts'
import type { Cause, Turn } from './state.ts'
import { answer, answerProblem, causeOf, heldBy, lacks, noBarrier, record, replyTo } from './turn.ts'
import { newVisit } from './visit.ts'

/** Opens, closes or stops the barrier. With `session_id` it lets that stay through, once. */
export function onCommand(turn: Turn, id: string, control: GateControl): void {
  const { state } = turn
  if (state.isStation) return answerProblem(turn, id, 'rejected', noBarrier)
  if (state.devices.board !== true) {
    return answerProblem(turn, id, 'rejected', { code: 'device_unavailable', message: 'The gate board is not connected' })
  }
  if (state.inputs.estop) {
    return answerProblem(turn, id, 'rejected', { code: 'emergency_stop', message: 'The emergency stop at the gate is pressed' })
  }
  if (control.action === 'close' && heldBy(state) !== null) {
    return answerProblem(turn, id, 'rejected', { code: 'held_open', message: 'The gate is held open; let go of the hold first' })
  }
  const { session_id: sessionId } = control
  const other = state.visit?.stage === 'admitted' && state.visit.sessionId !== sessionId
  if (control.action === 'open' && sessionId !== undefined && other) {
    return answerProblem(turn, id, 'rejected', { code: 'machine_busy', message: 'Another vehicle is passing' })
  }
  if ((control.action === 'close' && lacks(turn, 'close')) || (control.action === 'stop' && lacks(turn, 'halt'))) {
    return answerProblem(turn, id, 'rejected', {
      code: 'not_supported',
      message: `The board of this gate has no order for "${control.action}": the barrier closes by itself`,
    })
  }
  endHelp(turn, 'operated')
  answer(turn, { command_id: id, state: 'accepted' })
  switch (control.action) {
    case 'open':
      return sessionId === undefined ? openByHand(turn, id, control.duration) : admitStay(turn, id, sessionId, control.duration)
    case 'close':
      return closeByHand(turn, id)
    case 'stop':
      return orderBarrier(turn, 'stop', 0, { command_id: id }, id)
  }
}

/** Without a duration the barrier stays open until somebody closes it. */
function openByHand(turn: Turn, id: string, durationS: number | undefined): void {
  const { state } = turn
  const holdMs = holdFor(turn, durationS, 0)
  const cause: Cause = state.visit?.stage === 'admitted' ? { ...causeOf(state.visit), command_id: id } : { command_id: id }
  // A hold is stronger, and ends without leaving anything behind.
  if (heldBy(state) === null) state.manual = { commandId: id, holdMs }
  orderBarrier(turn, 'open', holdMs, cause, id)
  turn.effects.push({ do: 'photograph', reason: 'override', cause })
}

/** Where the barrier closes by its own rule, nothing longer than it may stand open is asked for, or believed. */
function holdFor(turn: Turn, durationS: number | undefined, otherwiseMs: number): number {
  const { holdMs } = turn.config.delays
  if (lacks(turn, 'hold')) return durationS === undefined ? holdMs : Math.min(durationS * 1000, holdMs)
  return durationS === undefined ? otherwiseMs : durationS * 1000
}

function closeByHand(turn: Turn, id: string): void {
  const { state } = turn
  if (isObstructed(turn)) {
    record(turn, { type: 'barrier_failed', payload: { command_id: id, action: 'close', reason: 'barrier_blocked' } })
    return answerProblem(turn, id, 'failed', { code: 'barrier_blocked', message: 'Something stands under the barrier' })
  }
  state.manual = null
  orderBarrier(turn, 'close', 0, { command_id: id }, id)
}

/** The passage belongs to this stay, whether its vehicle stands here already or is still to come. */
function admitStay(turn: Turn, id: string, sessionId: string, durationS: number | undefined): void {
  const { state, config, context } = turn
  const visit = state.visit ?? newVisit(context.newId(), false)
  state.visit = visit
  // Money asked for so far belongs to the stay it was asked for, which may be another one.
  leaveOnline(turn, visit)
  cancelCharge(turn, visit)
  visit.sessionId = sessionId
  visit.commandId = id
  const purpose = config.direction === 'in' ? ('entry' as const) : ('exit' as const)
  replyTo(turn, visit, { ok: true, decision: { purpose, result: { approved: true, session_id: sessionId } } })
  admit(turn, visit, { decidedBy: 'operator', holdMs: holdFor(turn, durationS, config.delays.holdMs), commandId: id })
}

/** Puts the machine in or out of service; a vehicle under way is still served. */
export function onSetMode(turn: Turn, id: string, mode: MachineMode): void {
  turn.state.mode = mode
  answer(turn, { command_id: id, state: 'succeeded', evidence: { kind: 'mode', mode } })
}

/** How a command other than the barrier’s ends whose run ended before it did: a copy may have come out, nothing else happened. */
export function cutShort(type: string): Pick<CommandResult, 'state' | 'error'> {
  const message = 'The controller restarted'
  return type === 'reprint'
    ? { state: 'unknown', error: { code: 'outcome_unknown', message } }
    : { state: 'failed', error: { code: 'internal', message } }
}
