/** The verbs every part of the machine uses to say what is to be done, with the facts of this family. */
import type { OwnFact, Turn } from './state.ts'

export { answer, clearAlarm, raiseAlarm, startTimer } from '../verbs.ts'

/** Writes a fact; all facts of one step are on disk before anything else of that step happens. */
export function record(turn: Turn, fact: OwnFact): void {
  turn.effects.push({ do: 'record', fact })
}
