/** What a lane asks the hub about a payment by QRIS. */
import type { OnlinePaymentRequest } from '@palang/protocol'
import { askAboutOnline, type OnlinePayment } from '../till/online-payment.ts'
import type { Turn, Visit } from './state.ts'
import { startTimer, stopTimer } from './turn.ts'

/** Asks how the payment stands, or has it made or ended; asked twice, the hub does it once. */
export function askOnline(turn: Turn, visit: Visit, online: OnlinePayment, act: OnlinePaymentRequest['act']): void {
  const { sessionId } = visit
  if (sessionId === null) return
  askAboutOnline(turn, online, sessionId, act)
}

/** Has the code ended: from now on it is only a matter of whether somebody paid it first. */
export function cancelOnline(turn: Turn, visit: Visit): void {
  const { online } = visit
  if (online === null || online.stage === 'cancelling') return
  online.stage = 'cancelling'
  online.unanswered = 0
  askOnline(turn, visit, online, 'cancel')
  startTimer(turn, 'qris', turn.config.delays.qrisLookMs)
}

/** Nobody here waits for the payment any more; money that comes all the same is the hub's to tell. */
export function leaveOnline(turn: Turn, visit: Visit): void {
  const { online } = visit
  if (online === null) return
  stopTimer(turn, 'qris')
  if (online.stage !== 'cancelling') askOnline(turn, visit, online, 'cancel')
  visit.online = null
}
