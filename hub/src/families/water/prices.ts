/** Setting prices, and the proof of which machine sells by them. */
import { isoNow, uuidv7 } from '@palang/kit'
import { type Product, waterStatus } from '@palang/protocol'
import { recordedChange } from '../../access/audit.ts'
import { inOrder, priceProofs, priceVersion, type PriceProof } from '../../domain/water-prices.ts'
import type { Actor, HubServices } from '../../services.ts'
import { waterMachinesOf } from '../../site-machines.ts'
import type { PriceListRecord } from '../../store/water-care.ts'
import { siteFileProducts } from './site-file-products.ts'

type Parts = Pick<HubServices, 'store' | 'site' | 'clock' | 'live' | 'settings'>

export interface NewPrices {
  /** Nothing for every machine without a list of its own. */
  machineId: string | null
  products: readonly Product[]
  reason: string
}

/** Every list with its proof, the newest first. */
export async function provenPrices({ store, site, live }: Pick<Parts, 'store' | 'site' | 'live'>): Promise<PriceProof[]> {
  const [lists, machines] = await Promise.all([store.waterCare.priceLists(), siteFileProducts({ store, site })])
  return priceProofs(lists, machines, versionsSaid({ site, live }))
}

/** In force from now on; machines that are connected are told at once. Resolves to the list as it was stored. */
export async function setPrices(parts: Parts, actor: Actor, { machineId, products: wanted, reason }: NewPrices): Promise<PriceListRecord> {
  const products = inOrder(wanted)
  const set = await recordedChange(parts, actor, async (tx, note) => {
    const lists = await tx.waterCare.priceLists()
    const before = lists.findLast(list => list.machineId === machineId)
    const now = isoNow(parts.clock)
    // A clock that was set back must not put the new list behind the old one.
    const since = lists.reduce((latest, list) => (list.since > latest ? list.since : latest), now)
    const list = { id: uuidv7(), machineId, version: priceVersion(products), products, since, actor: actor.id, reason }
    await tx.waterCare.addPriceList(list)
    note({
      action: 'set_water_prices',
      subject: machineId ?? 'water',
      before: before === undefined ? null : { version: before.version, products: before.products },
      after: { version: list.version, products },
      reason,
    })
    return list
  })
  await parts.settings.changed('water')
  return set
}

/** What each machine says it sells by now; one that is away or silent says nothing. */
function versionsSaid({ site, live }: Pick<Parts, 'site' | 'live'>): Map<string, string> {
  return new Map(
    waterMachinesOf(site).flatMap(({ id }) => {
      const latest = live.latestOf(id, 'water_status')
      const status = latest === undefined || latest.stale === true ? undefined : waterStatus.safeParse(latest.payload)
      const version = status?.data?.sale?.price_list?.version
      return version === undefined ? [] : [[id, version] as const]
    }),
  )
}
