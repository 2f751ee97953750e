/** Every time and bound of a treatment machine, in one table. */
import { sellingDelays } from '../till/delays.ts'
import type { TillTimer } from '../till/till.ts'

/** The timers of a treatment machine; one of each name runs at a time. */
export type TimerName = 'look_again' | 'max_run' | 'cool' | 'help' | 'thanks' | 'credit' | TillTimer

export const ozoneDelays = {
  ...sellingDelays,
  /** Between two questions how far the treatment is. */
  progressMs: 1_000,
  /** The board ends a treatment by itself; one that goes on for so much longer than ordered is stopped, and stopped again. */
  overRunMs: 5_000,
} as const satisfies Record<string, number>
