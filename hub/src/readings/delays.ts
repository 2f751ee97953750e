/** How long the hub waits for readings, and how long it believes what it heard. */

/** Milliseconds. */
export const readingDelays = {
  /** An announced machine that posts nothing for so long has fallen silent. */
  silentAfter: 5 * 60_000,
  /** Looks for silent ones. */
  look: 30_000,
  /** A controller that told of measuring is believed for so long after its last word, so that its backlog does not count twice. */
  believedFor: 24 * 3_600_000,
} as const
