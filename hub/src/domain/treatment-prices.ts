/** What a treatment costs. Prices are only ever added: the newest of the outlet's own counts, else the newest for all. */
import type { Treatment } from '@palang/protocol'
import type { TreatmentPriceRecord } from '../store/treatments.ts'

/** The price in force at that moment, in the smallest unit of the currency; null where nobody has set one. */
export function treatmentPrice(
  prices: readonly TreatmentPriceRecord[],
  of: { outletId: string; treatment: Treatment; at: string },
): number | null {
  const inForce = prices.filter(({ treatment, since }) => treatment === of.treatment && since <= of.at)
  const newest = (outletId: string | null) => inForce.findLast(price => price.outletId === outletId)
  return (newest(of.outletId) ?? newest(null))?.price ?? null
}

/** As they came into force, which {@link treatmentPrice} goes by. */
export function inOrderOfForce(prices: readonly TreatmentPriceRecord[]): TreatmentPriceRecord[] {
  return prices.toSorted((a, b) => compare(a.since, b.since) || compare(a.setAt, b.setAt) || compare(a.id, b.id))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
