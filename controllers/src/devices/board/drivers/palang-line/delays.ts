/** Every time of the Palang line driver, in milliseconds, and why it is so long. */
export const delays = {
  /** One try of a command: 60 bytes each way take 11 ms at 115200 baud, a board busy with its relays answers within 100. */
  answerMs: 400,
  /** The board's own dead-man is 5 s; two PINGs may be lost. STAT follows each PING. */
  pollMs: 2_000,
  /** Nothing valid heard for so long: the peer is gone even if the port is still there. */
  silentMs: 5_000,
  /** Between two tries to learn who is there; an Uno's boot loader swallows what comes in its first 1.6 s. */
  identifyMs: 500,
  /** No identity for so long: the port is opened anew. */
  identifyForMs: 6_000,
  /** The clock of a board may differ from ours by so much before a smaller `up` means that it restarted. */
  uptimeSlackMs: 1_000,
} as const

/** Longest time the board keeps a relay on for one order. */
export const maxOnMs = 600_000

/** Most pulses of one pour. */
export const maxPulses = 1_000_000
