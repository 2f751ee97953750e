/** Which screen a water machine shows: a pure function of what the panel last said. */
import type { CodeUnderWay, Due, Money, PayByCard } from '../../kiosk/pay/ways.ts'
import { dueOf, isCodeChoice, moneyOf, payByCardOf, payByCodeOf } from '../../kiosk/pay/ways.ts'
import type { PanelQuality, PanelSale, PanelSnapshot } from '../../kiosk/snapshot.ts'
import { type ClosedWhy, closedWhyOf, type FailedWhy, failedWhyOf } from './kiosk-reasons.ts'

/** What one volume costs, in the smallest unit of the currency. */
export interface Good {
  volumeMl: number
  price: number
}

/** Money of the customer that is still in the machine. */
export interface Credit {
  amount: number
  currency: string
  /** Until then nobody else is meant by it. */
  until: string | undefined
}

/** One way to pay; `away` is there and cannot be used now. */
export type Way =
  | { kind: 'cash'; takes: Money; notes: readonly number[] }
  | { kind: 'qris'; reason: string | undefined }
  | { kind: 'card'; reason: string | undefined }
  | { kind: 'prepaid'; reason: string | undefined; balance: number | undefined }
  | { kind: 'away'; of: 'cash' | 'qris' | 'prepaid'; reason: string | undefined }

/** A part of what is left over; `until`: so long it waits at this machine. */
interface Back {
  to: 'nobody' | 'credit' | 'prepaid'
  amount: number
  until?: string | undefined
}

/** How a sale ended. */
export interface Outcome {
  result: 'success' | 'failed' | 'cancelled'
  /** Why it failed; nothing when it did not. */
  why: FailedWhy | undefined
  /** Somebody of the house stopped it. */
  byStaff: boolean
  volumeMl: number
  deliveredMl: number
  /** Else at least so much came. */
  isExact: boolean
  charged: number
  remainder: number
  /** Where it goes; more than one place has a part of it each. */
  back: readonly Back[]
  receipt: 'printed' | 'printing' | 'none'
  currency: string
}

export type WaterScreen =
  | {
      kind: 'shelf'
      goods: readonly Good[]
      credit: Credit | undefined
      quality: PanelQuality | undefined
      /** Address of the page of quality for the customer's telephone. */
      page: string | undefined
      currency: string
    }
  | { kind: 'pay'; volumeMl: number; due: Due; ways: readonly Way[]; until: string | undefined }
  | { kind: 'code'; due: Due; qris: CodeUnderWay }
  | { kind: 'card'; due: Due; state: Exclude<PayByCard['state'], 'offered'> }
  | { kind: 'prepaid' }
  | { kind: 'pour'; sessionId: string; volumeMl: number; toldMl: number }
  | { kind: 'thanks'; outcome: Outcome }
  | { kind: 'tending'; step: 'flushing' | 'retesting'; quality: PanelQuality; credit: Credit | undefined }
  | { kind: 'closed'; why: ClosedWhy; quality: PanelQuality | undefined; credit: Credit | undefined }
  | { kind: 'not_for_customers' }

/** The one screen for what the panel said. A machine that says nothing of sales takes no customers. */
export function waterScreen(snapshot: PanelSnapshot): WaterScreen {
  const { sale, quality } = snapshot.water ?? {}
  if (sale === undefined) {
    const isBroken = snapshot.alarms?.includes('journal_unwritable') === true
    return isBroken ? { kind: 'closed', why: 'machine', quality, credit: undefined } : { kind: 'not_for_customers' }
  }
  switch (sale.phase) {
    case 'idle':
      return shelf(sale, snapshot)
    case 'paying':
      return paying(sale, snapshot)
    case 'pouring':
      return pouring(sale)
    case 'thanks':
      return sale.ended === undefined ? shelf(sale, snapshot) : { kind: 'thanks', outcome: outcomeOf(sale, sale.ended) }
    case 'closed':
      return closed(sale, quality)
  }
}

function shelf(sale: PanelSale, { water, quality_page: page }: PanelSnapshot): WaterScreen {
  const quality = water?.quality
  const credit = creditOf(sale)
  if (sale.products.length === 0) return { kind: 'closed', why: 'prices', quality, credit }
  const goods = sale.products.map(({ volume_ml: volumeMl, price }) => ({ volumeMl, price })).toSorted((a, b) => a.volumeMl - b.volumeMl)
  return { kind: 'shelf', goods, credit, quality, page, currency: sale.currency }
}

function creditOf({ credit, credit_until: until, currency }: PanelSale): Credit | undefined {
  return credit > 0 ? { amount: credit, currency, until } : undefined
}

function paying(sale: PanelSale, snapshot: PanelSnapshot): WaterScreen {
  const due = dueOf(sale.price ?? 0, sale.paid_amount ?? 0, sale.currency)
  const qris = payByCodeOf(sale.qris, snapshot.hub.online)
  if (qris !== null && !isCodeChoice(qris)) return { kind: 'code', due, qris }
  const card = payByCardOf(sale.card)
  if (card !== null && card.state !== 'offered') return { kind: 'card', due, state: card.state }
  if (sale.prepaid?.state === 'asking') return { kind: 'prepaid' }
  return { kind: 'pay', volumeMl: sale.volume_ml ?? 1, due, ways: waysOf(sale, snapshot), until: sale.until }
}

/** Every way this machine has, those that cannot be used now at the end. */
function waysOf(sale: PanelSale, { hub, accepted_notes: notes }: PanelSnapshot): Way[] {
  const takes = sale.takes === undefined ? null : moneyOf(sale.takes)
  const open: Way[] = []
  const away: Way[] = []
  if (takes !== null) open.push({ kind: 'cash', takes, notes: notes ?? [] })
  else if (notes !== undefined && notes.length > 0) away.push({ kind: 'away', of: 'cash', reason: undefined })
  if (sale.qris?.state === 'offered' && hub.online) open.push({ kind: 'qris', reason: sale.qris.reason })
  else if (sale.qris !== undefined) away.push({ kind: 'away', of: 'qris', reason: hub.online ? sale.qris.reason : 'offline' })
  if (sale.card !== undefined) open.push({ kind: 'card', reason: sale.card.reason })
  const { prepaid } = sale
  if (prepaid?.state === 'offered' && hub.online) open.push({ kind: 'prepaid', reason: prepaid.reason, balance: prepaid.balance })
  else if (prepaid !== undefined) away.push({ kind: 'away', of: 'prepaid', reason: hub.online ? prepaid.reason : 'offline' })
  return [...open, ...away]
}

function pouring(sale: PanelSale): WaterScreen {
  const volumeMl = sale.volume_ml ?? 1
  return { kind: 'pour', sessionId: sale.session_id ?? '', volumeMl, toldMl: Math.min(volumeMl, sale.delivered_ml ?? 0) }
}

function outcomeOf(sale: PanelSale, ended: NonNullable<PanelSale['ended']>): Outcome {
  return {
    result: ended.result,
    why: ended.result === 'failed' ? failedWhyOf(ended.reason) : undefined,
    byStaff: ended.reason === 'stopped_by_operator',
    volumeMl: sale.volume_ml ?? Math.max(1, ended.delivered_ml),
    deliveredMl: ended.delivered_ml,
    isExact: ended.exact,
    charged: ended.charged,
    remainder: ended.remainder,
    back: wayBackOf(sale, ended),
    receipt: ended.receipt,
    currency: sale.currency,
  }
}

function wayBackOf({ credit_until: until }: PanelSale, ended: NonNullable<PanelSale['ended']>): Outcome['back'] {
  const { remainder, remainder_to: to, to_prepaid: toPrepaid = 0 } = ended
  if (to === 'credit') return [{ to, amount: remainder, until }]
  if (to !== 'both') return [{ to, amount: remainder }]
  return [
    { to: 'prepaid', amount: toPrepaid },
    { to: 'credit', amount: remainder - toPrepaid, until },
  ]
}

/** Water that is run away or tested again opens the sale by itself: that is no fault, only a wait. */
function closed(sale: PanelSale, quality: PanelQuality | undefined): WaterScreen {
  const credit = creditOf(sale)
  const why = closedWhyOf(sale.reason)
  const step = quality?.interlock
  if (why === 'quality' && quality !== undefined && (step === 'flushing' || step === 'retesting')) {
    return { kind: 'tending', step, quality, credit }
  }
  return { kind: 'closed', why, quality, credit }
}
