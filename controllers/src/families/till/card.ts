/**
 * Paying at the card terminal. The till knows a charge by its id before the terminal hears of it, and asks again under the same id until
 * it is told what became of it. The terminal has a line of its own, so all this goes on while the hub is away.
 */
import type { ChargeResult } from '../../devices/terminal/port.ts'
import { clearAlarm, raiseIncident } from '../alarms.ts'
import { chargeUnknown, newCharge } from './charge.ts'
import { isCharged, owedOn, restartPaying, takesMoney, type Till, type TillTurn } from './till.ts'

type Charge = NonNullable<Till['charge']>

/** Chosen twice, it is one payment. While an earlier one is undecided the terminal is asked about that, and nothing else. */
export function startCard(turn: TillTurn): void {
  const { state, context, effects } = turn
  const { till } = state
  const { bill } = till
  // A note on its way into the box is money that the bill does not know of yet.
  if (bill === null || till.charge !== null || till.note !== null || !takesMoney(till)) return
  till.charge = { ...newCharge(context.newId(), owedOn(bill)), sessionId: bill.sessionId, currency: bill.currency }
  Object.assign(bill, { qrisReason: null, cardReason: null, prepaidReason: null })
  effects.push({ do: 'stop_timer', name: 'paying' })
  ask(turn, till.charge)
}

/** Has the terminal send the customer away; from now on it is only a matter of whether the card was read first. */
export function cancelCard(turn: TillTurn): void {
  const { till } = turn.state
  const { charge } = till
  if (charge === null || !isCharged(till) || charge.stage === 'cancelling') return
  charge.stage = 'cancelling'
  turn.effects.push({ do: 'cancel_charge' })
  askSoon(turn)
}

/** It is time to ask again. A charge that nobody wants any more is cancelled in the same breath, before a card can be read for it. */
export function onCardDue(turn: TillTurn): void {
  const { charge } = turn.state.till
  if (charge === null) return
  if (!charge.isAsked) ask(turn, charge)
  if (charge.stage !== 'cancelling') return
  turn.effects.push({ do: 'cancel_charge' })
  askSoon(turn)
}

/** An earlier run asked the terminal and did not live to hear the answer. */
export function resumeCard(turn: TillTurn): void {
  const { charge } = turn.state.till
  if (charge === null) return
  charge.stage = 'cancelling'
  chargeUnknown(turn, charge, charge)
}

/** The terminal says what became of the charge; an answer about an earlier one is void. */
export function onCharged(turn: TillTurn, paymentId: string, result: ChargeResult): void {
  const { till } = turn.state
  const { charge, bill } = till
  if (charge?.paymentId !== paymentId) return
  if (!result.ok && result.outcome === 'unknown') return chargeUnknown(turn, charge, charge)
  till.charge = null
  turn.effects.push({ do: 'stop_timer', name: 'card' })
  clearAlarm(turn, 'card_charge_unknown')
  const payer = bill?.sessionId === charge.sessionId ? bill : null
  if (result.ok) {
    const paid = { paymentId, amount: charge.amount, reference: result.reference.slice(0, 128) }
    if (payer === null) return paidByNobody(turn, charge, paid.reference)
    payer.charge = paid
    payer.received.card += charge.amount
  } else if (payer !== null)
    payer.cardReason = result.outcome === 'declined' ? 'declined' : charge.stage === 'cancelling' ? null : 'no_card'
  restartPaying(turn)
}

/** The money is the customer's whose sale ended long ago, and a person has to look for him. */
function paidByNobody(turn: TillTurn, { sessionId, currency, amount, paymentId }: Charge, reference: string): void {
  const charge = { payment_id: paymentId, amount, reference }
  turn.effects.push({
    do: 'record',
    fact: { type: 'sale_paid', payload: { session_id: sessionId, method: 'card', charge, amount, paid_amount: amount, currency } },
  })
  const text = `A card paid ${amount} ${currency} for session ${sessionId}, and nobody waited for it any more`
  raiseIncident(turn, 'card_unclaimed', 'warning', text, { session_id: sessionId, amount, currency })
}

function ask({ effects }: TillTurn, charge: Charge): void {
  charge.isAsked = true
  const { paymentId, amount, currency } = charge
  effects.push({ do: 'charge', paymentId, amount, currency })
}

function askSoon({ config, effects }: TillTurn): void {
  effects.push({ do: 'start_timer', name: 'card', delayMs: config.delays.cardAgainMs })
}
