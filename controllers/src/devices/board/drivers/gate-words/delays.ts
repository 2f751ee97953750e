/** Every time of the gate-words driver, in milliseconds, and why it is so long. */
export const delays = {
  /** STATUS and its answer are 60 bytes, 60 ms at 9600 baud; the sketch looks for a line every 10 ms, and sleeps 1.2 s only in RESET. */
  answerMs: 600,
  /** RESET is answered after the sketch has blinked three times, which takes 1.2 s. */
  resetMs: 2_500,
  /** An order is answered only when it was not understood, and then at once. */
  complainMs: 120,
  /** Between two looks whether an order is being carried out, and for how long. */
  lookAgainMs: 200,
  takenMs: 1_500,
  /** The one sensor is seen only when the board is asked. */
  pollMs: 500,
  /** Nothing understood for so long: the peer is gone even if the port is still there. */
  silentMs: 4_000,
  /** Between two tries to learn who is there; opening the port restarts an Uno, which takes up to 3 s to say something. */
  identifyMs: 500,
  /** No answer for so long: the port is opened anew. */
  identifyForMs: 6_000,
  /** The rest of a line that stalled is not joined to it. */
  stallMs: 500,
} as const
