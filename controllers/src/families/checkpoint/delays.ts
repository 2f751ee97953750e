/** Every time and bound of a checkpoint, in one table. */

/** The timers of a checkpoint; one of each name runs at a time. */
export type TimerName = 'help'

export const checkpointDelays = {
  /** A call for help stands so long. */
  helpMs: 5 * 60_000,
  /** How often this computer's clock is compared with the steady one. */
  clockLookMs: 10_000,
  /** A clock that moved by more than this against the steady one was set. */
  clockJumpMs: 2 * 60_000,
  /** What was scanned here is remembered for so long: a container that is away for longer begins a new round. */
  rememberMs: 7 * 24 * 60 * 60_000,
} as const satisfies Record<string, number>

/** So many tags of which something is remembered; the longest not seen go first. */
export const mostTagsRemembered = 50_000
