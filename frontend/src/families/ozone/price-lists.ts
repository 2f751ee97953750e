/** Which price of a treatment counts where. Pure. */
import { type Treatment, treatment as treatments, type TreatmentPriceView } from '@palang/protocol'

/** What one outlet takes for a treatment; `outletId` null is every outlet without a price of its own. */
export interface PriceCell {
  treatment: Treatment
  /** In force there, of its own or that for all; undefined while there is none. */
  now: TreatmentPriceView | undefined
  /** `now` is that for all: the outlet has none of its own. */
  isInherited: boolean
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

function cellOf(prices: readonly TreatmentPriceView[], { outletId, treatment, nowMs }: Of): PriceCell {
  const own = pricesFor(prices, { outletId, treatment, nowMs })
  if (outletId === null || own.now !== undefined) return { treatment, ...own, isInherited: false }
  const forAll = pricesFor(prices, { outletId: null, treatment, nowMs })
  // What begins first ends what is in force: a price of its own stands before a later one for all.
  const isOwnFirst = own.next !== undefined && (forAll.next === undefined || own.next.since <= forAll.next.since)
  return { treatment, now: forAll.now, next: isOwnFirst ? own.next : forAll.next, isInherited: forAll.now !== undefined }
}

interface Of {
  outletId: string | null
  treatment: Treatment
  nowMs: number
}

function pricesFor(prices: readonly TreatmentPriceView[], { outletId, treatment, nowMs }: Of): Pick<PriceCell, 'now' | 'next'> {
  const of = prices.filter(price => price.outlet_id === outletId && price.treatment === treatment)
  const begun = of.filter(({ since }) => Date.parse(since) <= nowMs).toSorted((a, b) => b.since.localeCompare(a.since))
  const later = of.filter(({ since }) => Date.parse(since) > nowMs).toSorted((a, b) => a.since.localeCompare(b.since))
  return { now: begun[0], next: later[0] }
}
