/**
 * The life of a payment by QRIS: what each thing the provider says does to it, and to the money. Pure. What comes twice, late or
 * out of order changes nothing; money is never lost: what nobody owes any more is booked all the same, and somebody is told.
 */
import type { OnlinePaymentState } from '@palang/protocol'
import type { OnlinePaymentRecord } from '../store/online-payment-store.ts'
import type { SessionRecord } from '../store/records.ts'
import { isCovered } from './stays.ts'

/** What a provider says of a charge. */
export type ChargeReport =
  | { state: 'pending'; chargeId: string; code: string | null }
  /** Money came; `refunded` of it has been sent back since. */
  | { state: 'paid'; chargeId: string; transactionId: string; amount: number; refunded: number }
  | { state: 'expired' | 'cancelled' | 'failed' }
  /** The provider cannot take it back: whoever saw the code may still pay it until it expires. */
  | { state: 'abandoned' }
  | { state: 'absent' }

/** Milliseconds. */
const lookDelays = {
  /** While a code is shown: somebody stands at a barrier. */
  shown: 3_000,
  /** After it ended without money, and while the provider does not answer. */
  after: 60_000,
  /** So long after its expiry money may still turn up. */
  watch: 15 * 60_000,
  /** A provider that has not answered for so long after the expiry is not waited for. */
  hopeless: 24 * 3_600_000,
} as const

const openStates: readonly OnlinePaymentState[] = ['created', 'shown']

/** Whether money is still expected. */
export function isOpen({ state }: Pick<OnlinePaymentRecord, 'state'>): boolean {
  return openStates.includes(state)
}

/** Under which the ledger books money that came. A payment whose money comes twice is two entries. */
export function onlineKey(paymentId: string, transactionId: string): string {
  return `online:${paymentId}:${transactionId}`
}

/** The online payment whose money an entry of the ledger is; nothing for any other entry. */
export function onlinePaymentOf(idempotencyKey: string): string | undefined {
  const [kind, id] = idempotencyKey.split(':')
  return kind === 'online' ? id : undefined
}

/** What follows from a report. */
export interface Told {
  payment: OnlinePaymentRecord
  /** Money to be booked, once under its key. */
  booking: { key: string; amount: number } | null
  /** The stay owes nothing any more. */
  settles: boolean
  /** What a person has to see to, in words. */
  dispute: string | null
}

/** The payment after `report`. `stay` is what it is for, as it stands now. */
export function told(payment: OnlinePaymentRecord, report: ChargeReport, stay: SessionRecord | undefined, at: string): Told {
  if (report.state === 'paid') return moneyCame(payment, report, stay, at)
  return { payment: scheduled(withoutMoney(payment, report, at), at), booking: null, settles: false, dispute: null }
}

function withoutMoney(payment: OnlinePaymentRecord, report: Exclude<ChargeReport, { state: 'paid' }>, at: string): OnlinePaymentRecord {
  if (!isOpen(payment)) return payment
  switch (report.state) {
    case 'pending': {
      const code = payment.qr ?? report.code
      // A code nobody can be shown is of no use, and must not be left to be paid by chance.
      if (code === null) return { ...payment, chargeId: report.chargeId, isCancelWanted: true, reason: payment.reason ?? 'answer_lost' }
      const shown: OnlinePaymentRecord = { ...payment, state: 'shown', qr: code, chargeId: report.chargeId }
      return at >= payment.expiresAt ? cancelWanted(shown, 'expired') : shown
    }
    case 'expired':
      return ended(payment, 'expired', 'expired')
    case 'cancelled':
    case 'abandoned':
      return payment.reason === 'expired' ? ended(payment, 'expired', 'expired') : ended(payment, 'cancelled', 'cancelled')
    case 'failed':
      return ended(payment, 'failed', 'refused')
    case 'absent':
      return payment.isCancelWanted ? ended(payment, 'cancelled', 'cancelled') : ended(payment, 'failed', 'not_created')
  }
}

function ended(payment: OnlinePaymentRecord, state: OnlinePaymentState, reason: string): OnlinePaymentRecord {
  return { ...payment, state, reason: payment.reason ?? reason, isCancelWanted: false }
}

/** The payment with the wish that nobody pays it any more; one that has ended stays as it is. */
export function cancelWanted(payment: OnlinePaymentRecord, reason: string): OnlinePaymentRecord {
  if (!isOpen(payment) || payment.isCancelWanted) return payment
  return { ...payment, isCancelWanted: true, reason }
}

/** The payment that the provider did not make, and surely never will. */
export function notMade(payment: OnlinePaymentRecord, reason: string): OnlinePaymentRecord {
  return isOpen(payment) ? { ...ended(payment, 'failed', reason), nextLookAt: null } : payment
}

/** The payment after the provider could not be asked. */
export function unanswered(payment: OnlinePaymentRecord, at: string): OnlinePaymentRecord {
  const sinceExpiryMs = Date.parse(at) - Date.parse(payment.expiresAt)
  const isHopeless = sinceExpiryMs >= (payment.qr === null ? 0 : lookDelays.hopeless)
  if (isOpen(payment) && isHopeless) return notMade(payment, 'provider_unreachable')
  const delay = isOpen(payment) && sinceExpiryMs < 0 ? lookDelays.shown : lookDelays.after
  return { ...payment, nextLookAt: later(at, delay) }
}

function moneyCame(
  payment: OnlinePaymentRecord,
  report: Extract<ChargeReport, { state: 'paid' }>,
  stay: SessionRecord | undefined,
  at: string,
): Told {
  if (payment.transactionId === report.transactionId) return sentBackElsewhere(payment, report.refunded, at)
  const objection = whyNotOwed(payment, report.amount, stay)
  const settles = stay !== undefined && stay.closedAt === null && stay.paidAmount + report.amount >= (stay.amount ?? 0)
  const paid: OnlinePaymentRecord = {
    ...payment,
    state: objection === null ? 'paid' : 'disputed',
    chargeId: report.chargeId,
    transactionId: report.transactionId,
    paidAt: at,
    paidAmount: payment.paidAmount + report.amount,
    refundedAmount: report.refunded,
    reason: objection,
    isCancelWanted: false,
  }
  return {
    payment: scheduled(paid, at),
    booking: { key: onlineKey(payment.id, report.transactionId), amount: report.amount },
    settles,
    dispute: objection === null ? null : proposal(paid, report.amount, objection),
  }
}

/** Money that was sent back where nobody here asked for it, in the provider's own dashboard: the ledger does not know of it. */
function sentBackElsewhere(payment: OnlinePaymentRecord, refunded: number, at: string): Told {
  const nothing: Told = { payment: scheduled(payment, at), booking: null, settles: false, dispute: null }
  if (payment.refund !== null || refunded <= payment.refundedAmount) return nothing
  const amount = refunded - payment.refundedAmount
  const dispute = `${amount} ${payment.currency} of the QRIS payment ${payment.id} were sent back at ${payment.provider}, not here: enter an adjustment of a shift`
  return { ...nothing, payment: { ...nothing.payment, refundedAmount: refunded }, dispute }
}

type Objection = 'paid_twice' | 'wrong_amount' | 'no_session' | 'stay_closed' | 'paid_already'

/** Why money that came was not owed as it came, or null when it was. */
function whyNotOwed(payment: OnlinePaymentRecord, amount: number, stay: SessionRecord | undefined): Objection | null {
  if (payment.paidAmount > 0) return 'paid_twice'
  if (amount !== payment.amount) return 'wrong_amount'
  if (stay === undefined) return 'no_session'
  if (stay.closedAt !== null) return 'stay_closed'
  return isCovered(stay) || (stay.amount !== null && stay.paidAmount + amount > stay.amount) ? 'paid_already' : null
}

const why: Readonly<Record<Objection, string>> = {
  paid_twice: 'the code was paid before',
  wrong_amount: 'another amount was asked for',
  no_session: 'what it is for is not known',
  stay_closed: 'the stay or sale was over',
  paid_already: 'the stay or sale was paid already',
}

function proposal(
  { id, sessionId, amount: asked, currency, provider, transactionId }: OnlinePaymentRecord,
  amount: number,
  objection: Objection,
): string {
  const came = `${amount} ${currency} came by QRIS (${provider} ${transactionId ?? ''}) for session ${sessionId}, but ${why[objection]}`
  const much = objection === 'wrong_amount' ? `; ${asked} ${currency} were asked for` : ''
  return `${came}${much}. It is booked; give back what is too much with "Take back" on the session's page. Payment ${id}`
}

/** What is to be asked of the provider next. */
export type NextCall = 'create' | 'look' | 'cancel' | 'refund'

/** `isFresh`: the provider has never been asked to make it; only the run of the hub that wrote it down can know. */
export function nextCall(payment: OnlinePaymentRecord, isFresh: boolean): NextCall {
  if (payment.refund !== null) return 'refund'
  if (isOpen(payment) && payment.isCancelWanted) return 'cancel'
  return isFresh ? 'create' : 'look'
}

/** Whether the stay is covered or over without this payment, so that its code must not be paid any more. */
export function isOutdated(stay: SessionRecord | undefined): boolean {
  return stay === undefined || stay.closedAt !== null || isCovered(stay)
}

/** The payment with the time of the next look at it. */
export function scheduled(payment: OnlinePaymentRecord, at: string): OnlinePaymentRecord {
  return { ...payment, nextLookAt: nextLook(payment, at) }
}

function nextLook(payment: OnlinePaymentRecord, at: string): string | null {
  if (payment.refund !== null) return later(at, lookDelays.after)
  if (payment.state === 'paid' || payment.state === 'disputed') return null
  if (isOpen(payment)) return payment.isCancelWanted ? at : later(at, lookDelays.shown)
  // A code that nobody saw cannot be paid.
  const watchedUntilMs = Date.parse(payment.expiresAt) + lookDelays.watch
  return payment.qr === null || Date.parse(at) >= watchedUntilMs ? null : later(at, lookDelays.after)
}

function later(at: string, delayMs: number): string {
  return new Date(Date.parse(at) + delayMs).toISOString()
}
