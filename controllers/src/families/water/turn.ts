/** The few verbs every part of the machine uses to say what is to be done. */
import type { AlarmSeverity, CommandResult, ErrorCode, WaterFact } from '@palang/protocol'
import type { TimerName } from './delays.ts'
import type { Turn } from './state.ts'

/** Writes a fact; all facts of one step are on disk before anything else of that step happens. */
export function record(turn: Turn, fact: WaterFact): void {
  turn.effects.push({ do: 'record', fact })
}

/** Tells a command's state. */
export function answer(turn: Turn, result: CommandResult): void {
  turn.effects.push({ do: 'answer', result })
}

/** Refuses a command before anything has happened. */
export function reject(turn: Turn, commandId: string, code: ErrorCode, message: string): void {
  answer(turn, { command_id: commandId, state: 'rejected', error: { code, message } })
}

/** Starts the timer anew. */
export function startTimer(turn: Turn, name: TimerName, delayMs: number): void {
  turn.effects.push({ do: 'start_timer', name, delayMs })
}

/** Raises the alarm unless it is raised already. */
export function raiseAlarm(turn: Turn, code: string, severity: AlarmSeverity, message: string): void {
  if (turn.state.alarms.includes(code)) return
  turn.state.alarms.push(code)
  record(turn, { type: 'alarm_raised', payload: { code, severity, message: message.slice(0, 300) } })
}

/** Clears the alarm if it is raised. */
export function clearAlarm(turn: Turn, code: string): void {
  if (!turn.state.alarms.includes(code)) return
  turn.state.alarms = turn.state.alarms.filter(raised => raised !== code)
  record(turn, { type: 'alarm_cleared', payload: { code } })
}
