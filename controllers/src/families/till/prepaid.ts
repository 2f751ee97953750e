/**
 * Paying with a prepaid card held to the reader: the hub takes the amount from its balance. Asked again under the same id it takes it
 * once, so silence is followed by the same question, and by no other.
 */
import type { PrepaidResult } from '@palang/protocol'
import { mostUnanswered } from './online-payment.ts'
import { type Bill, owedOn, type PrepaidPayment, restartPaying, takesMoney, type TillTurn } from './till.ts'

/** A card was held to the reader. */
export function onPrepaidCard(turn: TillTurn, cardId: string): void {
  const { state, context, effects } = turn
  const { till } = state
  const { bill } = till
  if (bill === null || till.note !== null || !takesMoney(till)) return
  if (!till.hubTakes.prepaid && bill.unheard === null) return void Object.assign(bill, { prepaidReason: 'not_offered', balance: null })
  // Of another card nobody could tell which of the two had paid.
  if (!context.hubOnline() || (bill.unheard !== null && bill.unheard.cardId !== cardId)) {
    Object.assign(bill, { prepaidReason: 'offline', balance: null })
    return
  }
  const { paymentId, amount } = bill.unheard ?? { paymentId: context.newId(), amount: owedOn(bill) }
  till.prepaid = { paymentId, cardId, amount, requestId: null, unanswered: 0 }
  Object.assign(bill, { prepaidReason: null, balance: null, qrisReason: null, cardReason: null })
  effects.push({ do: 'stop_timer', name: 'paying' })
  ask(turn, bill, till.prepaid)
}

/** It is time to ask again. */
export function onPrepaidDue(turn: TillTurn): void {
  const { bill, prepaid } = turn.state.till
  if (bill !== null && prepaid !== null && prepaid.requestId === null) ask(turn, bill, prepaid)
}

/** An earlier run asked, and did not live to hear the answer. */
export function resumePrepaid(turn: TillTurn): void {
  const { prepaid } = turn.state.till
  if (prepaid === null) return
  Object.assign(prepaid, { requestId: null, unanswered: 0 })
  askSoon(turn)
}

/** The hub says whether the card has paid; an answer about an earlier question is void. */
export function onPrepaidAnswered(turn: TillTurn, requestId: string, { approved, reason, balance }: PrepaidResult): void {
  const { bill, prepaid } = turn.state.till
  if (bill === null || prepaid === null || prepaid.requestId !== requestId) return
  if (!approved && reason === 'no_session') return unheard(turn, bill, prepaid)
  bill.unheard = null
  if (approved) {
    bill.received.prepaid += prepaid.amount
    bill.prepaidId = prepaid.paymentId
  } else Object.assign(bill, { prepaidReason: reason ?? 'refused', balance: balance ?? null })
  over(turn)
}

/** The hub is away or slow. */
export function onPrepaidUnanswered(turn: TillTurn, requestId: string): void {
  const { bill, prepaid } = turn.state.till
  if (bill === null || prepaid === null || prepaid.requestId !== requestId) return
  unheard(turn, bill, prepaid)
}

/** Nobody is kept waiting for ever. What the hub may have taken goes back with the end of the sale, if it is not heard of before. */
function unheard(turn: TillTurn, bill: Bill, prepaid: PrepaidPayment): void {
  prepaid.requestId = null
  prepaid.unanswered++
  if (prepaid.unanswered < mostUnanswered) return askSoon(turn)
  const { paymentId, cardId, amount } = prepaid
  bill.unheard = { paymentId, cardId, amount }
  bill.prepaidReason = 'offline'
  over(turn)
}

function over(turn: TillTurn): void {
  turn.state.till.prepaid = null
  turn.effects.push({ do: 'stop_timer', name: 'prepaid' })
  restartPaying(turn)
}

function ask({ context, effects }: TillTurn, { sessionId }: Bill, prepaid: PrepaidPayment): void {
  const { paymentId, cardId, amount } = prepaid
  prepaid.requestId = context.newId()
  effects.push({
    do: 'ask_prepaid',
    request: { payment_id: paymentId, session_id: sessionId, card_id: cardId, amount, request_id: prepaid.requestId },
  })
}

function askSoon({ config, effects }: TillTurn): void {
  effects.push({ do: 'start_timer', name: 'prepaid', delayMs: config.delays.prepaidAgainMs })
}
