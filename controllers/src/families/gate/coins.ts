/**
 * Coins at the exit. The acceptor tells all it has counted; what is booked already is in the saved state, written in one step
 * with the facts, so that a coin is booked once over lost lines and restarts on both sides.
 */
import { bookCash } from './payment.ts'
import type { Turn } from './state.ts'
import { raiseIncident } from './turn.ts'

/** The coins that are booked: all that the acceptor had counted then. */
export interface CoinsBooked {
  since: number
  amount: number
  /** Null where an earlier version wrote this. */
  perPulse: number | null
  torn: number
}

/** The acceptor's count. Another counting begins at nothing: the board had lost its power. */
export function onCounted(turn: Turn, count: CoinsBooked): void {
  const { state } = turn
  const { since, amount, torn } = count
  const before = state.coins === null ? null : atWorthOf(count, state.coins)
  const payer = payerOf(turn)
  const isSameCounting = before?.since === since && amount >= before.amount && torn >= before.torn
  const booked = isSameCounting ? before : { amount: 0, torn: 0 }
  state.coins = { since, amount, perPulse: count.perPulse, torn }
  state.coinPayer = null
  if (before !== null && !isSameCounting && payer !== null) unclear(turn, payer, 'the board lost its power while somebody was paying')
  for (let missing = torn - booked.torn; missing > 0; missing -= 1) unclear(turn, payer, 'the board restarted in the middle of one')
  if (amount > booked.amount) bookCash(turn, amount - booked.amount, before === null ? null : payer, 'Coins')
}

/** What was booked, at what a pulse is worth now: pulses that were booked are not booked again because a person changed their worth. */
function atWorthOf({ perPulse }: CoinsBooked, booked: CoinsBooked): CoinsBooked {
  if (perPulse === null || booked.perPulse === null || booked.perPulse === perPulse) return booked
  return { ...booked, amount: (booked.amount / booked.perPulse) * perPulse }
}

/** Whose coins they are: of who is asked for money now, or was when this program ended. */
function payerOf({ state: { visit, coinPayer } }: Turn): CoinPayer | null {
  if (visit !== null && visit.quote !== null) return { visitId: visit.id, quote: visit.quote }
  return coinPayer
}

type CoinPayer = NonNullable<Turn['state']['coinPayer']>

function unclear(turn: Turn, payer: CoinPayer | null, why: string): void {
  const about = payer === null ? {} : { visit_id: payer.visitId, session_id: payer.quote.sessionId }
  const whose = payer === null ? '' : ` of session ${payer.quote.sessionId}`
  raiseIncident(turn, 'note_unproven', 'critical', `Coins${whose} may be in the box unbooked: ${why}`, about)
}
