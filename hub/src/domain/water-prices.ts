/** Which prices a water machine sells by. Lists are only ever added: the newest of a machine's own counts, else the newest for all. */
import { digestOf } from '@palang/kit'
import { type Product, siteFileActor } from '@palang/protocol'
import type { PriceListRecord } from '../store/water-care.ts'

/** Of a machine with products in the site file: they count until a list was set for it or for all. */
export interface SiteFileProducts {
  machineId: string
  products: readonly Product[] | undefined
  /** When the machine came to be: what the site file says counts since then. */
  since: string
}

/** The same products in any order are the same version. */
export function priceVersion(products: readonly Product[]): string {
  return digestOf(JSON.stringify(inOrder(products))).slice(0, 16)
}

/** By volume, and without anything that is not of a product. */
export function inOrder(products: readonly Product[]): Product[] {
  return products.map(({ volume_ml, price }) => ({ volume_ml, price })).toSorted((a, b) => a.volume_ml - b.volume_ml)
}

/** The site file's products as a list nobody set. */
function siteFileList({ machineId, products, since }: SiteFileProducts): PriceListRecord | undefined {
  if (products === undefined) return undefined
  const sold = inOrder(products)
  return { id: `site-file:${machineId}`, machineId, version: priceVersion(sold), products: sold, since, actor: siteFileActor, reason: null }
}

/** The list each machine sells by; a machine that has none is left out. `lists`: as they came into force. */
export function pricesInForce(lists: readonly PriceListRecord[], machines: readonly SiteFileProducts[]): Map<string, PriceListRecord> {
  const newest = new Map(lists.map(list => [list.machineId, list]))
  return new Map(
    machines.flatMap(machine => {
      const list = newest.get(machine.machineId) ?? newest.get(null) ?? siteFileList(machine)
      return list === undefined ? [] : [[machine.machineId, list] as const]
    }),
  )
}

/** Who sells by a list, and who is to and has not said so. */
export interface PriceProof {
  list: PriceListRecord
  selling: string[]
  waiting: string[]
}

/**
 * Every list with its proof, the newest first, those of the site file that still count among them. `said`: the version each machine
 * says it sells by; one that is away says nothing.
 */
export function priceProofs(
  lists: readonly PriceListRecord[],
  machines: readonly SiteFileProducts[],
  said: ReadonlyMap<string, string>,
): PriceProof[] {
  const inForce = pricesInForce(lists, machines)
  const fromSite = [...inForce.values()].filter(({ actor }) => actor === siteFileActor)
  const proofs = [...fromSite.toReversed(), ...lists].toReversed().map((list): PriceProof => ({ list, selling: [], waiting: [] }))
  for (const { machineId } of machines) {
    const own = inForce.get(machineId)
    const version = said.get(machineId)
    if (own !== undefined && own.version !== version) proofs.find(({ list }) => list === own)?.waiting.push(machineId)
    const soldBy =
      own?.version === version
        ? own
        : proofs.find(({ list }) => list.version === version && (list.machineId ?? machineId) === machineId)?.list
    proofs.find(({ list }) => list === soldBy)?.selling.push(machineId)
  }
  return proofs
}
