/**
 * Paying at the card terminal of the exit. The lane knows a charge by its id before the terminal hears of it, asks again under the
 * same id until it is told what became of it, and opens when it is paid. No other money is taken for that stay meanwhile. The
 * terminal has a line of its own, so all this goes on while the hub is away.
 */
import type { ChargeResult } from '../../devices/terminal/port.ts'
import { chargeUnknown, newCharge } from '../till/charge.ts'
import { cancelCharge, type CardCharge, isCharged } from './card-charge.ts'
import { rememberSettled } from './grace.ts'
import { completePayment, type PaidBy, recordCompleted, takesCash } from './payment.ts'
import type { GateInput, Turn } from './state.ts'
import { clearAlarm, raiseIncident, startTimer, stopTimer } from './turn.ts'

/** The customer chose, or the terminal answered. */
export function onCardPayment(turn: Turn, input: Extract<GateInput, { kind: 'pay_card' | 'charged' }>): void {
  if (input.kind === 'charged') return onCharged(turn, input.paymentId, input.result)
  const { visit } = turn.state
  if (visit?.stage !== 'paying') return
  if (input.act === 'start') start(turn)
  else cancelCharge(turn, visit)
}

/** Chosen twice, it is one payment. While an earlier one is undecided the terminal is asked about that, and nothing else. */
function start(turn: Turn): void {
  const { state, context } = turn
  const { visit } = state
  if (visit === null || visit.quote === null || state.charge !== null || state.devices.terminal !== true) return
  // A note on its way into the box is money that the price does not know of yet.
  if (state.note !== null || !takesCash(state)) return
  const { quote, credential, graceMinutes } = visit
  state.charge = {
    ...newCharge(context.newId(), quote.amount - quote.paidAmount),
    visitId: visit.id,
    credential,
    graceMinutes,
    quote,
  }
  visit.cardReason = null
  visit.qrisReason = null
  stopTimer(turn, 'paying')
  ask(turn, state.charge)
}

function ask(turn: Turn, charge: CardCharge): void {
  charge.isAsked = true
  const { paymentId, amount, quote } = charge
  turn.effects.push({ do: 'charge', paymentId, amount, currency: quote.currency })
}

/** It is time to ask again. A charge that nobody wants any more is cancelled in the same breath, before a card can be read for it. */
export function onCardDue(turn: Turn): void {
  const { charge } = turn.state
  if (charge === null) return
  if (!charge.isAsked) ask(turn, charge)
  if (charge.stage !== 'cancelling') return
  turn.effects.push({ do: 'cancel_charge' })
  startTimer(turn, 'card', turn.config.delays.cardAgainMs)
}

/** An earlier run asked the terminal and did not live to hear the answer. */
export function resumeCharge(turn: Turn): void {
  const { charge } = turn.state
  if (charge !== null) chargeUnknown(turn, charge, charge.quote)
}

function onCharged(turn: Turn, paymentId: string, result: ChargeResult): void {
  const { state, config } = turn
  const { charge, visit } = state
  if (charge?.paymentId !== paymentId) return
  if (result.ok) return paid(turn, charge, result.reference)
  if (result.outcome === 'unknown') return chargeUnknown(turn, charge, charge.quote)
  const isPayer = isCharged(state)
  settle(turn)
  if (!isPayer || visit?.stage !== 'paying') return
  visit.cardReason = result.outcome === 'declined' ? 'declined' : charge.stage === 'cancelling' ? null : 'no_card'
  startTimer(turn, 'paying', config.delays.payingMs)
}

/** What became of it is known. */
function settle(turn: Turn): void {
  turn.state.charge = null
  stopTimer(turn, 'card')
  clearAlarm(turn, 'card_charge_unknown')
}

function paid(turn: Turn, charge: CardCharge, reference: string): void {
  const { state, config } = turn
  const { visit } = state
  // Whose vehicle this is, is being asked just now. The terminal says the same a moment later.
  if (visit?.stage === 'authorizing') {
    charge.isAsked = false
    return startTimer(turn, 'card', config.delays.cardAgainMs)
  }
  const isPayer = isCharged(state)
  const { paymentId, amount } = charge
  settle(turn)
  const by: PaidBy = { method: 'card', charge: { payment_id: paymentId, amount, reference: reference.slice(0, 128) } }
  if (!isPayer || visit?.stage !== 'paying' || visit.quote === null) return paidByNobody(turn, charge, by)
  const paidAmount = visit.quote.paidAmount + amount
  // After a restart the price may have risen meanwhile: who has paid what was asked then has paid.
  visit.quote = { ...(paidAmount < visit.quote.amount ? charge.quote : visit.quote), paidAmount }
  completePayment(turn, visit, visit.quote, by)
}

/** The money is the stay's, and nobody was let out for it: a person has to look whether it was paid twice. */
function paidByNobody(turn: Turn, charge: CardCharge, by: PaidBy): void {
  const { visitId, amount, credential, graceMinutes } = charge
  const { sessionId, currency } = charge.quote
  recordCompleted(turn, visitId, { ...charge.quote, paidAmount: charge.quote.amount }, by)
  rememberSettled(turn, { sessionId, credential, graceMinutes }, turn.context.nowMs)
  const about = { visit_id: visitId, session_id: sessionId, amount, currency }
  const text = `A card paid ${amount} ${currency} for session ${sessionId}, and nobody waited for it any more`
  raiseIncident(turn, 'card_unclaimed', 'warning', text, about)
}
