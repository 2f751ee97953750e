/** The sale as the screens see it. */
import type { SaleStatus } from '@palang/protocol'
import { receivedFor } from '../till/till.ts'
import { waysToPay } from '../till/ways-to-pay.ts'
import { deliveredSoFar, phaseOf } from './sale.ts'
import { closedBy } from './sale-closed.ts'
import type { EndedSale } from './sale-state.ts'
import { priceListOf } from './settings.ts'
import type { WaterConfig, WaterState } from './state.ts'

export interface Seen {
  nowMs: number
  isHubOnline: boolean
}

/** `isHubOnline`: QRIS and prepaid cards are offered only then. */
export function saleStatusOf(state: WaterState, config: WaterConfig, { nowMs, isHubOnline }: Seen): SaleStatus {
  const { shop } = state
  const phase = phaseOf(state)
  const reason = phase === 'idle' ? closedBy(state, config, nowMs) : null
  const { products, version, since } = priceListOf(state, config)
  return {
    phase: reason === null ? phase : 'closed',
    since: isoOf(shop.sinceMs),
    ...(reason === null ? {} : { reason }),
    currency: config.currency,
    products: [...products],
    price_list: { version, ...(since === undefined ? {} : { since }) },
    credit: shop.credit?.amount ?? 0,
    ...(shop.credit === null ? {} : { credit_until: isoOf(shop.credit.untilMs) }),
    ...saleUnderWay(state),
    ...(shop.sale?.stage === 'paying' && state.till.bill !== null ? waysToPay(state, config, state.till.bill, isHubOnline) : {}),
    ...(phase === 'pouring' ? { delivered_ml: deliveredSoFar(state) } : {}),
    ...(shop.ended === null ? {} : { ended: endedOf(shop.ended) }),
  }
}

function saleUnderWay({ shop: { sale, ended }, till: { bill }, pour }: WaterState) {
  if (sale !== null) {
    const { sessionId, volumeMl, price, creditUsed } = sale
    const paid = (bill === null ? 0 : receivedFor(bill)) + creditUsed
    return { session_id: sessionId, volume_ml: volumeMl, price, paid_amount: paid }
  }
  if (pour !== null) return { session_id: pour.sessionId, volume_ml: pour.volumeMl }
  if (ended === null) return {}
  return { session_id: ended.sessionId, volume_ml: ended.volumeMl, price: ended.price }
}

function endedOf({
  result,
  reason,
  deliveredMl,
  exact,
  charged,
  remainder,
  remainderTo,
  toPrepaid,
  receipt,
}: EndedSale): NonNullable<SaleStatus['ended']> {
  const back = { remainder, remainder_to: remainderTo, ...(toPrepaid > 0 ? { to_prepaid: toPrepaid } : {}) }
  return { result, reason, delivered_ml: deliveredMl, exact, charged, ...back, receipt }
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
