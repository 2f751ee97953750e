/** Coins at the exit: whose they are. What a count means is the till's to say. */
import { type CoinsBooked, coinsCome } from '../till/coin-count.ts'
import { bookCash } from './payment.ts'
import type { Turn } from './state.ts'
import { raiseIncident } from './turn.ts'

/** The acceptor's count. */
export function onCounted(turn: Turn, count: CoinsBooked): void {
  const { state } = turn
  const { amount, torn, isBroken, isFirst } = coinsCome(state.coins, count)
  const payer = payerOf(turn)
  state.coins = { since: count.since, amount: count.amount, perPulse: count.perPulse, torn: count.torn }
  state.coinPayer = null
  if (isBroken && payer !== null) unclear(turn, payer, 'the board lost its power while somebody was paying')
  for (let missing = torn; missing > 0; missing -= 1) unclear(turn, payer, 'the board restarted in the middle of one')
  if (amount > 0) bookCash(turn, amount, isFirst ? null : payer, 'Coins')
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
