/** Every time and bound of a water machine, in one table. */

/** The timers of a water machine; one of each name runs at a time. */
export type TimerName = 'look_again' | 'help'

export const waterDelays = {
  /** What a pour may take besides its water: the pump fills its pipe. Milliseconds. */
  startMs: 10_000,
  /** The slowest pump still worth waiting for gives a litre in half a minute. */
  perLitreMs: 30_000,
  /** The board keeps no valve open longer for one order. */
  longestMs: 600_000,
  /** A board whose pour an earlier run of the program began is asked again for its end after so long. */
  lookAgainMs: 2_000,
  /** A call for help stays raised unless somebody acts earlier. */
  helpMs: 300_000,
} as const satisfies Record<string, number>

/** How much more than ordered the meter may count before the valve counts as stuck: what is in the pipe, at least. */
export const overRun = { leastPulses: 50, share: 0.1 } as const

/** How long the board may keep the valve open for `volumeMl`. */
export function longestPourMs(volumeMl: number): number {
  const { startMs, perLitreMs, longestMs } = waterDelays
  return Math.min(longestMs, startMs + Math.ceil((volumeMl * perLitreMs) / 1_000))
}
