/** The few verbs every part of the machine uses to say what is to be done. */
import type { CommandResult, ErrorCode, WaterFact } from '@palang/protocol'
import type { TimerName } from './delays.ts'
import type { Turn } from './state.ts'

export { clearAlarm, raiseAlarm } from '../alarms.ts'

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

/** Stops the timer if it runs. */
export function stopTimer(turn: Turn, name: TimerName): void {
  turn.effects.push({ do: 'stop_timer', name })
}
