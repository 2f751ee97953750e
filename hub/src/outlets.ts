/** The outlets of the site as everybody asks for them: that of the site file, and those that were added. */
import type { Site } from '@palang/config'
import type { OutletRecord } from './store/records.ts'
import type { Store } from './store/store.ts'

export interface Outlets {
  /** Reads them; once, and again after a change. */
  start(): Promise<void>
  list(): readonly OutletRecord[]
  get(id: string): OutletRecord | undefined
  /** Its time zone; that of the site for an outlet nobody knows any more. */
  zoneOf(id: string): string
}

/** Knows the outlet of the site file alone before `start`. */
export function createOutlets({ site, store }: { site: Pick<Site, 'outlet'>; store: Pick<Store, 'outlets'> }): Outlets {
  const { id, name, timezone, currency } = site.outlet
  let known = new Map<string, OutletRecord>([[id, { id, name, timezone, currency }]])
  return {
    async start() {
      known = new Map([...known, ...(await store.outlets.list()).map(outlet => [outlet.id, outlet] as const)])
    },
    list: () => [...known.values()],
    get: outletId => known.get(outletId),
    zoneOf: outletId => known.get(outletId)?.timezone ?? timezone,
  }
}
