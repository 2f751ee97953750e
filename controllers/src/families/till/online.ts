/** Paying by QRIS at the till. No other money is taken meanwhile, so that nobody pays twice. */
import type { OnlinePaymentResult } from '@palang/protocol'
import { askAboutOnline, heardOfOnline, isLasting, newOnline, onlineActs, unheardOfOnline } from './online-payment.ts'
import { type Bill, owedOn, restartPaying, takesMoney, type Till, type TillTurn } from './till.ts'

/** The customer chose QRIS, or something else instead. Chosen twice, it is one payment. */
export function onQris(turn: TillTurn, act: 'start' | 'cancel'): void {
  const { state, context, effects } = turn
  const { till } = state
  const { bill } = till
  if (act === 'cancel') return cancelOnline(turn)
  // A note on its way into the box is money that the bill does not know of yet.
  if (bill === null || !offersQris(till, bill, context.hubOnline()) || till.note !== null || !takesMoney(till)) return
  const online = newOnline(context.newId(), owedOn(bill))
  till.online = online
  Object.assign(bill, { qrisReason: null, cardReason: null, prepaidReason: null })
  effects.push({ do: 'stop_timer', name: 'paying' })
  askAboutOnline(turn, online, bill.sessionId, 'start')
  lookSoon(turn)
}

/** Whether QRIS may be chosen: the hub is there, takes it, and has not refused it for this bill. */
export function offersQris({ hubTakes }: Till, { takesQris }: Bill, isHubOnline: boolean): boolean {
  return hubTakes.qris && takesQris && isHubOnline
}

/** Has the code ended: from now on it is only a matter of whether somebody paid it first. */
export function cancelOnline(turn: TillTurn): void {
  const { online, bill } = turn.state.till
  if (online === null || bill === null || online.stage === 'cancelling') return
  online.stage = 'cancelling'
  online.unanswered = 0
  askAboutOnline(turn, online, bill.sessionId, 'cancel')
  lookSoon(turn)
}

/** It is time to ask again. One question that is still under way is waited for. */
export function onQrisDue(turn: TillTurn): void {
  const { online, bill } = turn.state.till
  if (online === null || bill === null) return
  if (online.requestId === null) askAboutOnline(turn, online, bill.sessionId, onlineActs[online.stage])
  lookSoon(turn)
}

/** An earlier run asked, and did not live to hear the answer. */
export function resumeOnline(turn: TillTurn): void {
  const { online } = turn.state.till
  if (online === null) return
  Object.assign(online, { requestId: null, unanswered: 0, stage: 'cancelling' })
  lookSoon(turn)
}

/** The hub says how the payment stands; an answer about an earlier one is void. */
export function onOnlineAnswered(turn: TillTurn, requestId: string, result: OnlinePaymentResult): void {
  const { online, bill } = turn.state.till
  if (online === null || bill === null || online.requestId !== requestId) return
  // The bill is in the books of the hub as soon as its fact has arrived; the answer may be quicker than the fact.
  if (result.state === 'failed' && result.reason === 'no_session' && online.stage === 'starting')
    return unheardOfOnline(online, turn.context.nowMs, 0) ? over(turn, bill, 'offline') : undefined
  const word = heardOfOnline(online, result)
  switch (word.is) {
    case 'under_way':
      return
    case 'paid':
      bill.received.qris += online.amount
      bill.onlineId = online.paymentId
      return over(turn, bill, null)
    case 'anew':
      // What was paid beside the code the hub books, and tells of.
      return over(turn, bill, 'disputed')
    case 'over':
      return over(turn, bill, word.reason)
  }
}

/** The hub is away or slow. */
export function onOnlineUnanswered(turn: TillTurn, requestId: string): void {
  const { online, bill } = turn.state.till
  if (online === null || bill === null || online.requestId !== requestId) return
  if (unheardOfOnline(online, turn.context.nowMs, turn.config.delays.qrisAfterExpiryMs)) over(turn, bill, 'offline')
}

/** It has ended: when not paid, the customer may pay in another way. Coming back from a choice of his own needs no reason. */
function over(turn: TillTurn, bill: Bill, reason: string | null): void {
  turn.state.till.online = null
  turn.effects.push({ do: 'stop_timer', name: 'qris' })
  bill.qrisReason = reason === 'cancelled' ? null : reason
  if (reason !== null && isLasting(reason)) bill.takesQris = false
  restartPaying(turn)
}

function lookSoon({ config, effects }: TillTurn): void {
  effects.push({ do: 'start_timer', name: 'qris', delayMs: config.delays.qrisLookMs })
}
