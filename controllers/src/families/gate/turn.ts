/** The few verbs every part of the lane uses to say what is to be done. */
import type { CommandResult, GateFact, ProblemRef } from '@palang/protocol'
import type { BoardLack, Saying } from '../../devices/board/port.ts'
import type { TimerName } from './delays.ts'
import { type Paper, paperName } from './paper.ts'
import type { Cause, GateState, Hold, Reply, Turn, Visit } from './state.ts'

export { clearAlarm, raiseAlarm, raiseIncident } from '../alarms.ts'

/** Whether the board fitted here can never tell or do this. */
export function lacks({ config }: Pick<Turn, 'config'>, what: BoardLack): boolean {
  return config.lacks.includes(what)
}

/** The hold in force, the site's before this lane's own; null when the gate is not held open. */
export function heldBy({ holds }: Pick<GateState, 'holds'>): Hold | null {
  return holds.hub ?? holds.machine
}

/** Writes a fact; all facts of one step are on disk before anything else of that step happens. */
export function record(turn: Turn, fact: GateFact): void {
  turn.effects.push({ do: 'record', fact })
}

/** Starts the timer anew. */
export function startTimer(turn: Turn, name: TimerName, delayMs: number): void {
  turn.effects.push({ do: 'start_timer', name, delayMs })
}

/** Stops the timer if it runs. */
export function stopTimer(turn: Turn, ...names: TimerName[]): void {
  for (const name of names) turn.effects.push({ do: 'stop_timer', name })
}

/** Tells a command's state. */
export function answer(turn: Turn, result: CommandResult): void {
  turn.effects.push({ do: 'answer', result })
}

/** Ends a command that did not succeed. */
export function answerProblem(turn: Turn, commandId: string, state: 'failed' | 'rejected' | 'unknown', error: ProblemRef): void {
  answer(turn, { command_id: commandId, state, error })
}

/** Why a pay station is told nothing about barriers. */
export const noBarrier: ProblemRef = { code: 'no_barrier', message: 'A pay station has no barrier' }

/** Has it printed, once; what became of it comes back as `printed`. */
export function print(turn: Turn, paper: Paper): void {
  turn.state.printing.push(paperName(paper))
  turn.effects.push({ do: 'print', paper })
}

/** Has the board say it, where it has a voice. */
export function speak({ config, effects }: Turn, saying: Saying): void {
  if (config.speaks) effects.push({ do: 'speak', saying })
}

/** Shows a short notice on the kiosk. */
export function showNotice(turn: Turn, reason: string): void {
  turn.state.notice = reason
  startTimer(turn, 'notice', turn.config.delays.noticeMs)
}

/** Answers the caller of the panel that presented the visit's credential, once. */
export function replyTo(turn: Turn, visit: Visit, reply: Reply): void {
  if (visit.replyId === null) return
  turn.effects.push({ do: 'reply', replyId: visit.replyId, reply })
  visit.replyId = null
}

/** The visit as the facts name it. */
export function causeOf(visit: Visit): Cause {
  return {
    visit_id: visit.id,
    ...(visit.sessionId === null ? {} : { session_id: visit.sessionId }),
    ...(visit.commandId === null ? {} : { command_id: visit.commandId }),
  }
}

/** Visit and session only, for facts that no command causes. */
export function visitRef(visit: Visit): { visit_id: string; session_id?: string } {
  return { visit_id: visit.id, ...(visit.sessionId === null ? {} : { session_id: visit.sessionId }) }
}
