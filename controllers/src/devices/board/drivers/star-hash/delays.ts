/** Every time of the star-hash driver, in milliseconds, and why it is so long. */
export const delays = {
  /** The operating system takes seven bytes at once, or the port is stuck. */
  writeMs: 1_000,
  /** A frame comes in one go: its bytes follow each other within 1 ms at 9600 baud, a busy USB converter pauses for up to 50. */
  stallMs: 200,
} as const
