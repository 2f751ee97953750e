/**
 * What a coin acceptor's running count means. The acceptor tells all it has counted; what is booked already is in the saved state,
 * written in one step with the facts, so that a coin is booked once over lost lines and restarts on both sides.
 */

/** The coins that are booked: all that the acceptor had counted then. */
export interface CoinsBooked {
  since: number
  amount: number
  /** Null where an earlier version wrote this. */
  perPulse: number | null
  torn: number
}

/** What a count says beyond what was booked. */
export interface CoinsCome {
  amount: number
  /** Coins that may have been counted in part only. */
  torn: number
  /** Another counting began meanwhile: the board had lost its power, and coins may be in the box that nobody counted. */
  isBroken: boolean
  /** Nothing was booked before: nobody knows whose these are. */
  isFirst: boolean
}

/** `booked` is null before the acceptor has ever told its count. Another counting begins at nothing. */
export function coinsCome(booked: CoinsBooked | null, count: CoinsBooked): CoinsCome {
  const before = booked === null ? null : atWorthOf(count, booked)
  const isSame = before?.since === count.since && count.amount >= before.amount && count.torn >= before.torn
  const from = isSame ? before : { amount: 0, torn: 0 }
  return {
    amount: count.amount - from.amount,
    torn: count.torn - from.torn,
    isBroken: before !== null && !isSame,
    isFirst: before === null,
  }
}

/** What was booked, at what a pulse is worth now: pulses that were booked are not booked again because a person changed their worth. */
function atWorthOf({ perPulse }: CoinsBooked, booked: CoinsBooked): CoinsBooked {
  if (perPulse === null || booked.perPulse === null || booked.perPulse === perPulse) return booked
  return { ...booked, amount: (booked.amount / booked.perPulse) * perPulse }
}
