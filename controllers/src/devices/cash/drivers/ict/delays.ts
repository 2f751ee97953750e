/** Every time of the ICT driver, in milliseconds, and why it is so long. */
export const delays = {
  /** A byte takes 1.2 ms each way at 9600 baud; a serial-to-Ethernet converter may add tens, an acceptor that moves a note hundreds. */
  answerMs: 500,
  /** Between two questions while nothing happens; the older papers ask for one at least every 5 s. */
  pollMs: 1_500,
  /** After a reset: tested models are back within 5 s. */
  bootMs: 8_000,
  /** Between the two bytes of one meaning. */
  gapMs: 200,
  /** A byte heard again within so long was doubled on the way: between two notes lie a stacking and a drawing in, 700 ms at least. */
  repeatMs: 300,
  /** An acceptor gives a note back 5 s after it told of it: later than this nobody says yes to it any more. */
  decideMs: 4_000,
  /** From our yes to `stacked`; the stacker needs about 2 s. */
  stackMs: 10_000,
  /** An acceptor that rests so long after our yes has forgotten to say what became of the note. */
  stackRestMs: 6_000,
  /** From our no to `returned`; a customer may be slow to pull the note out. */
  returnMs: 12_000,
  /** An acceptor that rests so long after our no has given the note back, whether it heard us or waited its 5 s. */
  returnRestMs: 6_000,
  /** `returned` so soon after `stacked` contradicts it. */
  contradictMs: 10_000,
  /** A `stacked` this late still belongs to the note whose fate was told as unknown. */
  lateMs: 60_000,
  /** Between two resets of an acceptor that does not obey. */
  resetPauseMs: 60_000,
} as const

export const counts = {
  /** Questions in a row that are answered before a port is taken for an acceptor's. */
  identifies: 2,
  /** Questions to a known acceptor that may stay without an answer, in a row; one that draws a note in may be silent for seconds. */
  misses: 4,
  /** Questions of who is there that may, before a reset and once more after it: longer than an acceptor is busy with a note. */
  strangers: 16,
  /** Bytes without a meaning between two answers before the port is taken for somebody else's. */
  strange: 16,
  /** Answers in a row that contradict what was ordered, before a reset and before it is told. */
  disobeys: 3,
  refusesToObey: 6,
} as const
