/** Every time and bound of a treatment machine, in one table. */
import { longestRunSeconds } from '@palang/protocol'
import type { TillTimer } from '../till/till.ts'
import { waterDelays } from '../water/delays.ts'

/** The timers of a treatment machine; one of each name runs at a time. */
export type TimerName = 'look_again' | 'max_run' | 'cool' | 'help' | 'thanks' | 'credit' | TillTimer

const {
  lookAgainMs,
  helpMs,
  payingMs,
  thanksMs,
  requestMs,
  qrisLookMs,
  qrisAfterExpiryMs,
  cardAgainMs,
  cardUnknownMs,
  prepaidAgainMs,
  letGoMs,
} = waterDelays

export const ozoneDelays = {
  // A customer pays as at a water machine.
  lookAgainMs,
  helpMs,
  payingMs,
  thanksMs,
  requestMs,
  qrisLookMs,
  qrisAfterExpiryMs,
  cardAgainMs,
  cardUnknownMs,
  prepaidAgainMs,
  letGoMs,
  /** Between two questions how far the treatment is. */
  progressMs: 1_000,
  /** The board ends a treatment by itself; one that goes on for so much longer than ordered is stopped, and stopped again. */
  overRunMs: 5_000,
  longestRunMs: longestRunSeconds * 1_000,
} as const satisfies Record<string, number>
