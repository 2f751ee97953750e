/**
 * A call for help from a customer to its end: who took it, what the screen was given to say, and how it ended. It is in the journal
 * before anybody hears of it, so that it outlives this program and a hub that is away; when nobody takes it in time that is
 * an alarm of its own.
 */
import type { HelpOutcome, HelpReply } from '@palang/protocol'
import { phaseOf } from './lane.ts'
import type { HelpCall } from './help-call.ts'
import type { Turn } from './state.ts'
import { answer, answerProblem, clearAlarm, raiseAlarm, record, speak, startTimer, stopTimer, visitRef } from './turn.ts'

/** The button was pressed, at the machine or on its screen. Again while a call stands, it is the same call. */
export function onHelp(turn: Turn): void {
  const { state, context, config } = turn
  speak(turn, 'help')
  if (state.help !== null) return
  const id = context.newId()
  const cause = state.visit === null ? {} : visitRef(state.visit)
  record(turn, { type: 'help_called', payload: { call_id: id, ...cause, phase: phaseOf(state) } })
  state.help = { id, calledAtMs: context.nowMs, visitId: callerOf(state), answeredBy: null, answeredAtMs: null, said: null }
  raiseAlarm(turn, 'help_requested', 'info', 'Somebody at the gate asks for help')
  startTimer(turn, 'help_unanswered', config.delays.helpUnansweredMs)
  startTimer(turn, 'help', config.delays.helpMs)
  turn.effects.push({ do: 'photograph', reason: 'help', cause })
}

/** Whose call it is. At a pay station it outlives the visit: whoever called still stands there when the screen has gone back. */
function callerOf({ isStation, visit }: Turn['state']): string | null {
  return isStation ? null : (visit?.id ?? null)
}

/** A call for help that says what about: whoever looks after it finds the stay of a driver without ticket. */
export function onTicketLost(turn: Turn): void {
  onHelp(turn)
  raiseAlarm(turn, 'ticket_lost', 'info', 'A driver at the gate has lost the ticket')
}

/** A person took the call, has the screen say something, or ends it. */
export function onHelpReply(turn: Turn, commandId: string, reply: HelpReply): void {
  const { help } = turn.state
  if (help === null || help.id !== reply.call_id)
    return answerProblem(turn, commandId, 'rejected', { code: 'not_found', message: 'This call is over' })
  const by = reply.by ?? 'somebody'
  // Whoever says something has taken the call.
  if (help.answeredAtMs === null) taken(turn, help, by)
  if (reply.act === 'say') {
    const said = saidIn(reply)
    record(turn, { type: 'help_said', payload: { call_id: help.id, by, ...said } })
    help.said = said
  } else if (reply.act === 'end') endHelp(turn, reply.outcome ?? 'helped', by)
  answer(turn, { command_id: commandId, state: 'succeeded', evidence: { kind: 'mode', act: reply.act } })
}

/** What the screen is to show; null, and what it shows is taken back, where neither is given. */
function saidIn({ phrase, text }: HelpReply): HelpCall['said'] {
  if (text !== undefined) return { text }
  return phrase === undefined ? null : { phrase }
}

function taken(turn: Turn, help: HelpCall, by: string): void {
  const { context } = turn
  record(turn, { type: 'help_answered', payload: { call_id: help.id, by, after_ms: sinceCall(turn, help) } })
  help.answeredBy = by
  help.answeredAtMs = context.nowMs
  stopTimer(turn, 'help_unanswered')
  clearAlarm(turn, 'help_requested')
  clearAlarm(turn, 'help_unanswered')
}

/** The call is over, if one stands. */
export function endHelp(turn: Turn, outcome: HelpOutcome, by?: string): void {
  const { help } = turn.state
  if (help === null) return
  record(turn, {
    type: 'help_ended',
    payload: { call_id: help.id, outcome, after_ms: sinceCall(turn, help), ...(by === undefined ? {} : { by }) },
  })
  turn.state.help = null
  stopTimer(turn, 'help', 'help_unanswered')
  clearAlarm(turn, 'help_requested')
  clearAlarm(turn, 'help_unanswered')
  clearAlarm(turn, 'ticket_lost')
}

/** Nobody has taken it for too long: those who are told of alarms are told of this one. */
export function onHelpUnanswered(turn: Turn): void {
  if (turn.state.help === null || turn.state.help.answeredAtMs !== null) return
  raiseAlarm(turn, 'help_unanswered', 'critical', 'A customer asks for help, and nobody answers')
}

/** A call without a vehicle ends by itself: whoever called has walked away. */
export function onHelpOverdue(turn: Turn): void {
  const { help, visit, inputs } = turn.state
  if (help === null) return
  if (visit === null && !inputs.loop1) return endHelp(turn, 'expired')
  startTimer(turn, 'help', turn.config.delays.helpMs)
}

/** After a restart the call stands, and its times begin again. */
export function resumeHelp(turn: Turn): void {
  const { help } = turn.state
  if (help === null) return
  startTimer(turn, 'help', turn.config.delays.helpMs)
  if (help.answeredAtMs === null) startTimer(turn, 'help_unanswered', turn.config.delays.helpUnansweredMs)
}

/** A clock that was set back makes no wait negative. */
function sinceCall({ context }: Turn, { calledAtMs }: HelpCall): number {
  return Math.max(0, Math.round(context.nowMs - calledAtMs))
}
