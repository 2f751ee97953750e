/**
 * The till of a machine that sells: one customer at a time is asked for money, and each coin, note and payment becomes money of that
 * customer's bill exactly once. What is sold is the family's: it opens a bill, looks after each step whether it is covered, and
 * closes it; it lets the bill go when nothing that was under way can bring money for it any more.
 */
import type { OnlinePaymentRequest, OnlinePaymentResult, PrepaidRequest, PrepaidResult, WaterFact } from '@palang/protocol'
import type { FailedAct } from '../../devices/status.ts'
import type { ChargeRequest, ChargeResult } from '../../devices/terminal/port.ts'
import type { LoopEffect } from '../loop-effect.ts'
import type { ChargeUnderWay } from './charge.ts'
import type { CoinsBooked } from './coin-count.ts'
import type { OnlinePayment } from './online-payment.ts'

/** Ways of paying that need the hub: whether it takes them now, as it told last. */
export interface HubTakes {
  qris: boolean
  prepaid: boolean
}

export type PaidWith = 'cash' | 'card' | 'qris' | 'prepaid'

/** What one customer is asked for, and what came. Amounts are integers in the smallest unit of the currency. */
export interface Bill {
  sessionId: string
  currency: string
  amount: number
  received: Record<PaidWith, number>
  /** Nobody who has not paid by then is waited for, milliseconds UTC; while a code or a card is waited for it does not count. */
  untilMs: number
  /** False: nobody is asked for money any more, and only what was under way still comes. */
  isOpen: boolean
  /** What was under way is not waited for any longer. */
  isLetGo: boolean
  /** What a card paid at the terminal. */
  charge: { paymentId: string; amount: number; reference: string } | null
  onlineId: string | null
  prepaidId: string | null
  /** Coins that were on their way when a prepaid card paid. */
  afterCard: number
  /** A prepaid payment of which the hub did not say what became of it: it is never followed by another one under another id. */
  unheard: { paymentId: string; cardId: string; amount: number } | null
  /** False once the hub has said that it makes no code for this bill. */
  takesQris: boolean
  /** Why the payment before came to nothing. */
  qrisReason: string | null
  cardReason: string | null
  prepaidReason: string | null
  /** Of the prepaid card that was refused. */
  balance: number | null
}

/** A prepaid card held to the reader: the hub is asked to take the amount from it. */
export interface PrepaidPayment {
  /** Ours; asked again under it, the hub takes the money once. */
  paymentId: string
  cardId: string
  amount: number
  /** Of the question under way. */
  requestId: string | null
  unanswered: number
}

/** All of it survives a restart. */
export interface Till {
  hubTakes: HubTakes
  bill: Bill | null
  /** A note that was told to go into the box, and whose money it is. */
  note: { id: string; amount: number; sessionId: string } | null
  /** Null before the acceptor has ever told its count. */
  coins: CoinsBooked | null
  /** The acceptor has not told yet what it counted while the program did not run. */
  awaitsCoins: boolean
  /** It may outlive its bill: money that was taken is booked whoever stands here. */
  charge: (ChargeUnderWay & { sessionId: string; currency: string }) | null
  online: OnlinePayment | null
  prepaid: PrepaidPayment | null
}

export type TillTimer = 'paying' | 'qris' | 'card' | 'prepaid' | 'let_go'

export interface TillDelays {
  payingMs: number
  qrisLookMs: number
  qrisAfterExpiryMs: number
  cardAgainMs: number
  cardUnknownMs: number
  prepaidAgainMs: number
  letGoMs: number
}

export type CashOrder = { do: 'cash'; act: 'enable' | 'disable' | 'give_back' } | { do: 'cash'; act: 'accept'; noteId: string }

/** A cancel is refused once a card was read; the charge itself tells what became of it. */
export type CardOrder = ({ do: 'charge' } & ChargeRequest) | { do: 'cancel_charge' }

export type TillEffect =
  | CashOrder
  | CardOrder
  | { do: 'ask_online'; request: OnlinePaymentRequest & { request_id: string } }
  | { do: 'ask_prepaid'; request: PrepaidRequest & { request_id: string } }

export type TillInput =
  | { kind: 'escrow'; amount: number }
  | { kind: 'stacked'; amount: number }
  | { kind: 'returned' }
  /** What became of a note nobody knows, says the device; not always how much it was. */
  | { kind: 'unproven'; amount: number | null; why: string }
  /** The order to take a note was not carried out, or nobody knows. */
  | { kind: 'not_accepted'; noteId: string; result: FailedAct }
  | ({ kind: 'counted' } & CoinsBooked)
  /** Chosen at the kiosk. */
  | { kind: 'qris'; act: 'start' | 'cancel' }
  | { kind: 'pay_card'; act: 'start' | 'cancel' }
  | { kind: 'card'; cardId: string; raw?: string }
  | { kind: 'charged'; paymentId: string; result: ChargeResult }
  | { kind: 'online_answered'; requestId: string; result: OnlinePaymentResult }
  | { kind: 'online_unanswered'; requestId: string }
  | { kind: 'prepaid_answered'; requestId: string; result: PrepaidResult }
  | { kind: 'prepaid_unanswered'; requestId: string }

type TillFact = Extract<WaterFact, { type: 'alarm_raised' | 'alarm_cleared' | 'cash_received' | 'sale_paid' }>

/** As much of a machine's step as its till needs. */
export interface TillTurn {
  readonly config: { readonly currency: string; readonly delays: TillDelays; readonly takesCoins: boolean }
  readonly context: { readonly nowMs: number; newId(): string; hubOnline(): boolean }
  state: { till: Till; alarms: string[] }
  effects: { push(effect: LoopEffect<TillFact, TillTimer> | TillEffect): unknown }
}

/** A till nobody has paid at. */
export const emptyTill: Till = {
  hubTakes: { qris: false, prepaid: false },
  bill: null,
  note: null,
  coins: null,
  awaitsCoins: false,
  charge: null,
  online: null,
  prepaid: null,
}

/** Asks `amount` of a customer. */
export function openBill(turn: TillTurn, sessionId: string, amount: number): void {
  turn.state.till.bill = {
    sessionId,
    currency: turn.config.currency,
    amount,
    received: { cash: 0, card: 0, qris: 0, prepaid: 0 },
    untilMs: 0,
    isOpen: true,
    isLetGo: false,
    charge: null,
    onlineId: null,
    prepaidId: null,
    afterCard: 0,
    unheard: null,
    takesQris: true,
    qrisReason: null,
    cardReason: null,
    prepaidReason: null,
    balance: null,
  }
  restartPaying(turn)
}

/** All that came for the bill. */
export function receivedFor({ received }: Bill): number {
  return received.cash + received.card + received.qris + received.prepaid
}

/** What is still to be paid; nothing when it is covered. */
export function owedOn(bill: Bill): number {
  return Math.max(0, bill.amount - receivedFor(bill))
}

/** Whether a card is charged, or may have been, for the bill. */
export function isCharged({ charge, bill }: Pick<Till, 'charge' | 'bill'>): boolean {
  return charge !== null && charge.sessionId === bill?.sessionId
}

/** Whether money is taken: somebody owes, and does not pay in another way just now. */
export function takesMoney(till: Till): boolean {
  const { bill, online, prepaid } = till
  return bill !== null && bill.isOpen && owedOn(bill) > 0 && online === null && prepaid === null && !isCharged(till)
}

/** The customer has as long as before to go on paying. */
export function restartPaying({ state: { till }, config, context, effects }: TillTurn): void {
  if (till.bill === null || !takesMoney(till)) return
  till.bill.untilMs = context.nowMs + config.delays.payingMs
  effects.push({ do: 'start_timer', name: 'paying', delayMs: config.delays.payingMs })
}
