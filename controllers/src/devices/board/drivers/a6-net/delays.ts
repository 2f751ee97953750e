/** Every time of the a6-net driver, in milliseconds, and why it is so long. */
export const delays = {
  /** Between two questions. A vehicle is on a loop for a second at least; the board's own programs ask once a second. */
  pollMs: 250,
  /** Over a local network an answer takes a few; behind a wireless bridge some hundreds, and now and then a second or two. */
  answerMs: 3_000,
  /** A frame that does not end is given up. */
  stallMs: 500,
} as const
