/** Every time and bound of a water machine, in one table. */

/** The timers of a water machine; one of each name runs at a time. */
export type TimerName = 'look_again' | 'help'

export const waterDelays = {
  /** A board whose pour an earlier run of the program began is asked again for its end after so long. */
  lookAgainMs: 2_000,
  /** A call for help stays raised unless somebody acts earlier. */
  helpMs: 300_000,
} as const satisfies Record<string, number>

/** How much more than ordered the meter may count before the valve counts as stuck: what is in the pipe, at least. */
export const overRun = { leastPulses: 50, share: 0.1 } as const
