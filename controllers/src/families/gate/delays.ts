/** Every waiting time of a gate lane, in milliseconds, in one table. */

/** The timers of a lane; one of each name runs at a time. */
export const timerNames = [
  'request',
  'barrier',
  'passage',
  'left',
  'refused',
  'notice',
  'paying',
  'qris',
  'card',
  'close_retry',
  'assumed_closed',
  'help',
  'help_unanswered',
  'intrusion',
  'hold_again',
  'loop_quiet',
  'places',
] as const
export type TimerName = (typeof timerNames)[number]

export const gateDelays = {
  /** How long the hub may think about a credential before the machine decides alone. */
  requestMs: 1_500,
  /** Barrier ordered open to limit switch; booms of 6 m need up to 8 s. */
  barrierOpenMs: 10_000,
  /** Barrier ordered closed to limit switch; longer, because the board waits for a clear beam. */
  barrierCloseMs: 15_000,
  /** What the board is told to hold for one vehicle; closes the lane even when this program dies. */
  holdMs: 30_000,
  /** From the open barrier to loop 2 passed; then the vehicle counts as turned back. */
  passageMs: 30_000,
  /** Loop 1 may drop out this long under a vehicle that is still there. */
  loopReleaseMs: 1_000,
  /** An admitted vehicle may be between the loops this long. */
  approachMs: 5_000,
  /** A refusal stays on the screen. */
  refusedMs: 5_000,
  /** A short notice stays on the screen, such as `no_vehicle`. */
  noticeMs: 3_000,
  /** A quoted price stands; afterwards the customer presents the credential again and gets a new one. */
  payingMs: 300_000,
  /** How long a pay station tells who has paid until when to leave; the next customer ends it sooner. */
  paidShownMs: 20_000,
  /** Between two questions how a payment by QRIS stands. */
  qrisLookMs: 1_000,
  /** A code is over, and the hub still does not say whether it was paid; then the customer may pay in cash. */
  qrisAfterExpiryMs: 60_000,
  /** Between two questions what became of a charge to a card. */
  cardAgainMs: 2_000,
  /** A charge of which the terminal does not say what became of it: a person is called. */
  cardUnknownMs: 60_000,
  /** Between two tries to close a barrier that the board found blocked. */
  closeRetryMs: 2_000,
  /** Added to the hold of a board without limit switches before the barrier is taken for closed. */
  assumedClosedMarginMs: 5_000,
  /** Nobody takes a call for help for so long: others are told. */
  helpUnansweredMs: 60_000,
  /** A call for help without a vehicle stands for so long. */
  helpMs: 300_000,
  /** A bad loop counts as mended when it has told nothing impossible for so long. */
  loopQuietMs: 60_000,
  /** Between two orders to open for a hold whose proof stays out; doubled each time, up to the longest. */
  holdAgainMs: 10_000,
  longestHoldAgainMs: 300_000,
  /** A passage without permission stays raised, so that a queue of intruders is one alarm. */
  intrusionMs: 600_000,
  /** A plate read with nobody on loop 1 is that of a vehicle that comes within so long. */
  plateKeptMs: 10_000,
} as const satisfies Record<string, number>

/** At a pay station the next customer is not kept waiting by one who walked away, and nobody drives anywhere. */
export const stationDelays: GateDelays = { ...gateDelays, payingMs: 90_000 }

export type GateDelays = Readonly<Record<keyof typeof gateDelays, number>>

/** What a passage over loop 2 is at least. Milliseconds. */
export interface PassageLimits {
  /** A shorter pulse is no vehicle. */
  shortestMs: number
  /** A pulse that comes sooner after the one before belongs to the same vehicle. */
  gapMs: number
  /** So many pulses that were no vehicle, within `badWithinMs`, are a bad loop. */
  badPulses: number
  badWithinMs: number
}

/** Of a gate whose site file says nothing about it. */
export const usualPassage: PassageLimits = { shortestMs: 100, gapMs: 300, badPulses: 6, badWithinMs: 10_000 }
