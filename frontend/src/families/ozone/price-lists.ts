/** Which price of a treatment counts where. Pure. */
import { type Treatment, treatment as treatments, type TreatmentPriceView } from '@palang/protocol'

/** What one outlet takes for a treatment; `outletId` null is every outlet without a price of its own. */
export interface PriceCell {
  treatment: Treatment
  /** In force; undefined while there is none. */
  now: TreatmentPriceView | undefined
  /** The next that begins later. */
  next: TreatmentPriceView | undefined
}

export interface PriceList {
  outletId: string | null
  cells: PriceCell[]
}

/** That for all first, then each outlet that has a price of its own. `prices` come the newest first. */
export function priceLists(prices: readonly TreatmentPriceView[], nowMs: number): PriceList[] {
  const own = new Set(prices.flatMap(({ outlet_id: id }) => (id === null ? [] : [id])))
  return [null, ...own].map(outletId => ({
    outletId,
    cells: treatments.options.map(treatment => cellOf(prices, { outletId, treatment, nowMs })),
  }))
}

function cellOf(
  prices: readonly TreatmentPriceView[],
  { outletId, treatment, nowMs }: { outletId: string | null; treatment: Treatment; nowMs: number },
): PriceCell {
  const of = prices.filter(price => price.outlet_id === outletId && price.treatment === treatment)
  const begun = of.filter(({ since }) => Date.parse(since) <= nowMs).toSorted((a, b) => b.since.localeCompare(a.since))
  const later = of.filter(({ since }) => Date.parse(since) > nowMs).toSorted((a, b) => a.since.localeCompare(b.since))
  return { treatment, now: begun[0], next: later[0] }
}
