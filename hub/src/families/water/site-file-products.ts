/** What the site file says water machines sell, before anybody set prices. */
import type { Site } from '@palang/config'
import type { SiteFileProducts } from '../../domain/water-prices.ts'
import { waterMachinesOf } from '../../site-machines.ts'
import type { Store } from '../../store/store.ts'

/** Of every water machine, in the order of the site file. */
export async function siteFileProducts({ store, site }: { store: Store; site: Site }): Promise<SiteFileProducts[]> {
  const known = new Map((await store.machines.all()).map(({ id, createdAt }) => [id, createdAt]))
  return waterMachinesOf(site).map(({ id, products }) => ({
    machineId: id,
    products,
    since: known.get(id) ?? new Date(0).toISOString(),
  }))
}
