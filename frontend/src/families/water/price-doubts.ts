/** What of new prices may be a slip of the finger: asked once more before they go out. Pure. */
import type { PriceListView, Product } from '@palang/protocol'
import { isOfSiteFile } from './price-proof.ts'

/** What a machine sells by now. */
export interface PresentPrices {
  name: string
  products: readonly Product[]
}

export interface PriceDoubt extends Product {
  /** What it costs now where it is far from that; undefined for water that is given away. */
  from: number | undefined
  /** Names of the machines this is so at. */
  machines: string[]
}

/** Prices of nothing, and those that differ by more than half from what a machine asks now, each with its machines. */
export function priceDoubts(wanted: readonly Product[], present: readonly PresentPrices[]): PriceDoubt[] {
  return wanted.flatMap(({ volume_ml, price }): PriceDoubt[] => {
    const product = { volume_ml, price }
    const now = present.map(({ name, products }) => ({ name, from: products.find(one => one.volume_ml === volume_ml)?.price }))
    if (price === 0) {
      // What is free already is free on purpose.
      const machines = now.filter(({ from }) => from !== 0).map(({ name }) => name)
      return machines.length === 0 ? [] : [{ ...product, from: undefined, machines }]
    }
    const far = now.flatMap(({ name, from }) => (from !== undefined && Math.abs(price - from) * 2 > from ? [{ name, from }] : []))
    return [...Map.groupBy(far, ({ from }) => from)].map(([from, ones]) => ({ ...product, from, machines: ones.map(({ name }) => name) }))
  })
}

/** The machines that new prices for `machineId`, or without one for all that have no list of their own, are for. */
export function meantFor<Row extends { id: string }>(
  rows: readonly Row[],
  machineId: string | null,
  lists: readonly PriceListView[],
): Row[] {
  if (machineId !== null) return rows.filter(({ id }) => id === machineId)
  const own = new Set(lists.flatMap(list => (list.machine_id === null || isOfSiteFile(list) ? [] : [list.machine_id])))
  return rows.filter(({ id }) => !own.has(id))
}
