/** Which screen a treatment machine shows: a pure function of what the panel last said. */
import type { Treatment } from '@palang/protocol'
import type { SaleOutcome } from '../../kiosk/sale/thanks.tsx'
import { type Credit, creditOf, type Paying, payingOf, wayBackOf } from '../../kiosk/sale/ways.ts'
import type { PanelSnapshot, PanelTreatmentSale } from '../../kiosk/snapshot.ts'
import { type ClosedWhy, closedWhyOf, type FailedWhy, failedWhyOf } from './kiosk-reasons.ts'

/** What one treatment costs, in the smallest unit of the currency. */
export interface Offer {
  treatment: Treatment
  seconds: number
  price: number
}

/** How a treatment ended. */
export interface Outcome extends SaleOutcome {
  /** Why it failed; nothing when it did not. */
  why: FailedWhy | undefined
  /** Somebody of the house stopped it. */
  byStaff: boolean
  plannedS: number
  actualS: number
  /** Else it ran for at least so long. */
  isExact: boolean
}

export type OzoneScreen =
  | { kind: 'choose'; offers: readonly Offer[]; credit: Credit | undefined; currency: string }
  | (Paying & { treatment: Treatment; seconds: number })
  | { kind: 'run'; sessionId: string; treatment: Treatment; plannedS: number; remainingS: number }
  | { kind: 'thanks'; outcome: Outcome }
  | { kind: 'cooling'; opensAt: string | undefined; credit: Credit | undefined }
  | { kind: 'closed'; why: ClosedWhy; credit: Credit | undefined }
  | { kind: 'not_for_customers' }

/** The one screen for what the panel said. A machine that says nothing of sales takes no customers. */
export function ozoneScreen(snapshot: PanelSnapshot): OzoneScreen {
  const sale = snapshot.ozone?.sale
  if (sale === undefined) {
    const isBroken = snapshot.alarms?.includes('journal_unwritable') === true
    return isBroken ? { kind: 'closed', why: 'machine', credit: undefined } : { kind: 'not_for_customers' }
  }
  const treatment = sale.treatment ?? 'BASIC'
  const seconds = Math.max(1, sale.planned_s ?? 1)
  switch (sale.phase) {
    case 'idle':
      return choosing(sale)
    case 'paying':
      return { ...payingOf(sale, snapshot), treatment, seconds }
    case 'running': {
      const remainingS = Math.min(seconds, sale.remaining_s ?? seconds)
      return { kind: 'run', sessionId: sale.session_id ?? '', treatment, plannedS: seconds, remainingS }
    }
    case 'thanks':
      return sale.ended === undefined ? choosing(sale) : { kind: 'thanks', outcome: outcomeOf(sale, sale.ended) }
    case 'closed':
      return sale.reason === 'cooling_down'
        ? { kind: 'cooling', opensAt: sale.opens_at, credit: creditOf(sale) }
        : { kind: 'closed', why: closedWhyOf(sale.reason), credit: creditOf(sale) }
  }
}

function choosing(sale: PanelTreatmentSale): OzoneScreen {
  const credit = creditOf(sale)
  if (sale.treatments.length === 0) return { kind: 'closed', why: 'none', credit }
  return { kind: 'choose', offers: sale.treatments.toSorted((a, b) => a.seconds - b.seconds), credit, currency: sale.currency }
}

function outcomeOf(sale: PanelTreatmentSale, ended: NonNullable<PanelTreatmentSale['ended']>): Outcome {
  return {
    result: ended.result,
    why: ended.result === 'failed' ? failedWhyOf(ended.reason) : undefined,
    byStaff: ended.stopped_by === 'operator',
    plannedS: Math.max(1, sale.planned_s ?? ended.actual_s),
    actualS: ended.actual_s,
    isExact: ended.exact,
    charged: ended.charged,
    remainder: ended.remainder,
    back: wayBackOf(sale, ended),
    currency: sale.currency,
  }
}
