/** The few verbs every part of a machine uses to say what is to be done. */
import type { CommandResult, ErrorCode } from '@palang/protocol'

export { clearAlarm, raiseAlarm } from './alarms.ts'

interface Asked<Effect> {
  effects: { push(effect: Effect): unknown }
}

/** Tells a command's state. */
export function answer({ effects }: Asked<{ do: 'answer'; result: CommandResult }>, result: CommandResult): void {
  effects.push({ do: 'answer', result })
}

/** Refuses a command before anything has happened. */
export function reject(turn: Asked<{ do: 'answer'; result: CommandResult }>, commandId: string, code: ErrorCode, message: string): void {
  answer(turn, { command_id: commandId, state: 'rejected', error: { code, message } })
}

/** Starts the timer anew. */
export function startTimer<const Name extends string>(
  { effects }: Asked<{ do: 'start_timer'; name: Name; delayMs: number }>,
  name: Name,
  delayMs: number,
): void {
  effects.push({ do: 'start_timer', name, delayMs })
}

/** Stops the timer if it runs. */
export function stopTimer<const Name extends string>({ effects }: Asked<{ do: 'stop_timer'; name: Name }>, name: Name): void {
  effects.push({ do: 'stop_timer', name })
}
