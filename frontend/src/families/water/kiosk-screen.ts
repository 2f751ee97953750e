/** Which screen a water machine shows: a pure function of what the panel last said. */
import type { SaleOutcome } from '../../kiosk/sale/thanks.tsx'
import { type Credit, creditOf, type Paying, payingOf, wayBackOf } from '../../kiosk/sale/ways.ts'
import type { PanelQuality, PanelSale, PanelSnapshot } from '../../kiosk/snapshot.ts'
import { type ClosedWhy, closedWhyOf, type FailedWhy, failedWhyOf } from './kiosk-reasons.ts'

/** What one volume costs, in the smallest unit of the currency. */
export interface Good {
  volumeMl: number
  price: number
}

/** How a sale ended. */
export interface Outcome extends SaleOutcome {
  /** Why it failed; nothing when it did not. */
  why: FailedWhy | undefined
  /** Somebody of the house stopped it. */
  byStaff: boolean
  volumeMl: number
  deliveredMl: number
  /** Else at least so much came. */
  isExact: boolean
  receipt: 'printed' | 'printing' | 'none'
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
  | (Paying & { volumeMl: number })
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
      return { ...payingOf(sale, snapshot), volumeMl: sale.volume_ml ?? 1 }
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
