/**
 * Paying by QRIS at the exit. The hub speaks with the provider and books the money; the lane shows the code, asks the hub how it stands
 * once a second, and opens when it is paid. No cash is taken meanwhile, so that nobody pays twice.
 */
import type { OnlinePaymentResult } from '@palang/protocol'
import { presentAgain } from './credential.ts'
import { heardOfOnline, isLasting, newOnline, onlineActs, type OnlinePayment, unheardOfOnline } from '../till/online-payment.ts'
import { askOnline, cancelOnline } from './online-question.ts'
import { completePayment, takesCash } from './payment.ts'
import type { GateInput, Turn, Visit } from './state.ts'
import { startTimer, stopTimer } from './turn.ts'

/** The customer chose, or the hub answered, or did not. */
export function onQrisInput(turn: Turn, input: Extract<GateInput, { kind: 'qris' | 'online_answered' | 'online_unanswered' }>): void {
  switch (input.kind) {
    case 'qris':
      return onQris(turn, input.act)
    case 'online_answered':
      return onOnlineAnswered(turn, input.requestId, input.result)
    case 'online_unanswered':
      return onOnlineUnanswered(turn, input.requestId)
  }
}

/** The customer chose QRIS, or something else instead. Chosen twice, it is one payment. */
function onQris(turn: Turn, act: 'start' | 'cancel'): void {
  const { state, context, config } = turn
  const { visit } = state
  if (visit?.stage !== 'paying' || visit.quote === null) return
  if (act === 'cancel') return cancelOnline(turn, visit)
  // A note on its way into the box is money that the price does not know of yet.
  if (!visit.takesQris || state.note !== null || !takesCash(state)) return
  const { amount, paidAmount } = visit.quote
  const online = newOnline(context.newId(), amount - paidAmount)
  visit.online = online
  visit.qrisReason = null
  visit.cardReason = null
  stopTimer(turn, 'paying')
  askOnline(turn, visit, online, 'start')
  startTimer(turn, 'qris', config.delays.qrisLookMs)
}

/** It is time to ask again. One question that is still under way is waited for. */
export function onQrisDue(turn: Turn): void {
  const { visit } = turn.state
  if (visit === null || visit.online === null) return
  if (visit.online.requestId === null) askOnline(turn, visit, visit.online, onlineActs[visit.online.stage])
  startTimer(turn, 'qris', turn.config.delays.qrisLookMs)
}

/** The hub says how the payment stands; an answer about an earlier one is void. */
function onOnlineAnswered(turn: Turn, requestId: string, result: OnlinePaymentResult): void {
  const { visit } = turn.state
  const online = visit?.online ?? null
  if (visit === null || online === null || online.requestId !== requestId) return
  const word = heardOfOnline(online, result)
  switch (word.is) {
    case 'under_way':
      return
    case 'paid':
      return paid(turn, visit, online)
    case 'anew':
      return priceAnew(turn, visit)
    case 'over':
      return backToCash(turn, visit, word.reason)
  }
}

function onOnlineUnanswered(turn: Turn, requestId: string): void {
  const { visit } = turn.state
  const online = visit?.online ?? null
  if (visit === null || online === null || online.requestId !== requestId) return
  if (unheardOfOnline(online, turn.context.nowMs, turn.config.delays.qrisAfterExpiryMs)) backToCash(turn, visit, 'offline')
}

function paid(turn: Turn, visit: Visit, { paymentId, amount }: OnlinePayment): void {
  if (visit.quote === null) return
  stopTimer(turn, 'qris')
  visit.quote = { ...visit.quote, paidAmount: visit.quote.paidAmount + amount }
  visit.online = null
  completePayment(turn, visit, visit.quote, { method: 'qris', payment_id: paymentId })
}

/** It came to nothing: the customer may pay in another way. Coming back from a choice of his own needs no reason. */
function backToCash(turn: Turn, visit: Visit, reason: string): void {
  stopTimer(turn, 'qris')
  visit.online = null
  visit.qrisReason = reason === 'cancelled' ? null : reason
  if (isLasting(reason)) visit.takesQris = false
  startTimer(turn, 'paying', turn.config.delays.payingMs)
}

/** Money moved that the lane did not see: what is owed now is asked as if the ticket were shown once more. */
function priceAnew(turn: Turn, visit: Visit): void {
  stopTimer(turn, 'qris')
  visit.online = null
  presentAgain(turn, visit)
}
