/** Gateways and the rounds that follow over a real database: one programme, a kitchen and two schools. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isoNow, ManualClock, silentLog } from '@palang/kit'
import type { LiveEvent } from '../../../services.ts'
import { createOutlets } from '../../../outlets.ts'
import { storeSite } from '../../../site-records.ts'
import { migrate, openStore } from '../../../store/open-store.ts'
import { simulatedSite } from '../../../testing/simulated-site.ts'
import { enterContainers } from '../meal-acts.ts'
import { createMeals } from '../meals.ts'

const operator = { id: 'user:operator', role: 'operator' } as const

/** Opens it; `close` takes everything down. */
export async function mealHub() {
  const clock = new ManualClock()
  const log = silentLog()
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-meals-'))
  const databaseUrl = `file:${path.join(folder, 'hub.db')}`
  await migrate({ databaseUrl, log })
  const store = openStore({ databaseUrl, log })
  await store.start()
  await storeSite(store, simulatedSite, isoNow(clock))
  const outlets = createOutlets({ site: simulatedSite, store, clock })
  const told: LiveEvent[] = []
  const live = { publish: (event: LiveEvent) => void told.push(event), hear: () => () => undefined }
  const meals = createMeals({ site: simulatedSite, store, clock, log, live, outlets })
  const parts = { store, clock, outlets }
  const place = { programmeId: 'mbg', address: null, contact: null, portions: 0, route: null, stop: null, retiredAt: null }
  await store.transact(async tx => {
    await tx.meals.putProgrammes([
      { id: 'mbg', outletId: 'pusat', name: 'MBG', safeMinutes: 240, warmDc: null, retentionDays: 365, retiredAt: null },
    ])
    await tx.meals.putPlaces([
      { ...place, id: 'dapur', kind: 'kitchen', name: 'Dapur' },
      { ...place, id: 'sdn-1', kind: 'school', name: 'SDN 1' },
      { ...place, id: 'sdn-2', kind: 'school', name: 'SDN 2' },
    ])
    await meals.placeGateways(tx, 'dapur', ['GW_DAPUR'])
    await meals.placeGateways(tx, 'sdn-1', ['GW_SDN_1'])
    await meals.placeGateways(tx, 'sdn-2', ['GW_SDN_2'])
  })
  const trays = Array.from({ length: 4 }, (_, n) => `TRAY_${n + 1}`)
  const items = trays.map((tag_id, n) => ({
    ...{ tag_id, programme_id: 'mbg', label: `Baki ${n + 1}`, portions: 20, kitchen_id: 'dapur' },
    school_id: n < 2 ? 'sdn-1' : 'sdn-2',
  }))
  await enterContainers(parts, operator, { items })
  /** Everything that follows from scans, to compare one moment with another. */
  const everything = async () => {
    await meals.settled()
    const within = { from: '2000-01-01', to: '2100-01-01' }
    const [trips, deliveries, scans, strays] = await Promise.all([
      store.meals.trips(within),
      store.meals.deliveries(within),
      store.meals.scans({}, { limit: 500 }),
      store.meals.strayTrips(within.from, within.to),
    ])
    const byName = <T extends { id: string }>(some: readonly T[]) => some.toSorted((one, other) => (one.id < other.id ? -1 : 1))
    return { trips: byName(trips), deliveries: byName(deliveries), scans: byName(scans.items), strays: byName(strays) }
  }
  return {
    store,
    clock,
    meals,
    parts,
    told,
    folder,
    everything,
    async close() {
      await meals.stop()
      await store.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
