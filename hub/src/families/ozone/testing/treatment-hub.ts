/** The intake of treatment devices over a real database, with two machines at two outlets. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { shippedMappings } from '@palang/config'
import { isoNow, ManualClock, silentLog } from '@palang/kit'
import { wordOf } from '../../../edges/mqtt/device-payload.ts'
import type { DeviceMessageKind } from '../../../edges/mqtt/topics.ts'
import { createOutlets } from '../../../outlets.ts'
import type { LiveEvent } from '../../../services.ts'
import { storeSite } from '../../../site-records.ts'
import { migrate, openStore } from '../../../store/open-store.ts'
import type { Store } from '../../../store/store.ts'
import { simulatedSite } from '../../../testing/simulated-site.ts'
import { createTreatments } from '../treatments.ts'

export const mac = '3C:8A:1F:A4:3E:C4'
export const admin = { id: 'user:admin', role: 'admin' } as const

/** Opens it; `close` takes everything down. */
export async function treatmentHub() {
  const clock = new ManualClock()
  const log = silentLog()
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-ozone-'))
  const databaseUrl = `file:${path.join(folder, 'hub.db')}`
  await migrate({ databaseUrl, log })
  const store = openStore({ databaseUrl, log })
  await store.start()
  const at = isoNow(clock)
  await storeSite(store, simulatedSite, at)
  await store.outlets.put({ id: 'timur', name: 'Ozon Timur', timezone: 'Asia/Jayapura', currency: 'IDR' })
  const machine = (id: string, outletId: string) =>
    ({ id, outletId, name: id, family: 'ozone', direction: null, zoneId: null, vehicleClass: null, mode: 'active', createdAt: at }) as const
  await store.transact(async tx => {
    await tx.machines.put(machine('ozon-1', 'pusat'))
    await tx.machines.put(machine('ozon-2', 'timur'))
    const price = { outletId: null, since: '2020-01-01T00:00:00.000Z', setAt: at, actor: admin.id, reason: null }
    await tx.treatments.addPrices([
      { ...price, id: 'p1', treatment: 'BASIC', price: 5_000 },
      { ...price, id: 'p2', treatment: 'PREMIUM', price: 15_000 },
      { ...price, id: 'p3', treatment: 'BASIC', price: 6_000, outletId: 'timur' },
    ])
  })
  const told: LiveEvent[] = []
  const outlets = createOutlets({ site: simulatedSite, store, clock })
  /** A run of the hub, over the database as it is seen then. */
  const run = async (over: Store = store) => {
    const live = { publish: (event: LiveEvent) => void told.push(event) }
    const treatments = createTreatments({ site: simulatedSite, store: over, clock, log, live, outlets })
    await outlets.start()
    await treatments.start()
    return treatments
  }
  const treatments = await run()
  const say = async (kind: DeviceMessageKind, payload: unknown, { deviceId = mac, mapping = 'ozon', hub = treatments } = {}) => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
    await hub.telemetry.receive(wordOf({ deviceId, kind, mapping, payload: Buffer.from(text) }, shippedMappings))
  }
  /** Everything that counts, to compare one moment with another. */
  const everything = async () => {
    const within = { from: '2020-01-01T00:00:00.000Z', to: '2030-01-01T00:00:00.000Z' }
    const buckets = await Promise.all(
      (['all', 'outlet', 'machine', 'device'] as const).flatMap(scope =>
        (['hour', 'day', 'month'] as const).map(size => store.treatments.buckets({ scope, size, ...within })),
      ),
    )
    const [sessions, events, breaks] = await Promise.all([
      store.sessions.list({}, { limit: 1_000 }),
      store.treatments.events({}, { limit: 1_000 }),
      store.treatments.breaks({}, { limit: 1_000 }),
    ])
    return { buckets: buckets.flat(), sessions: sessions.items, events: events.items, breaks: breaks.items }
  }
  return {
    store,
    clock,
    told,
    run,
    treatments,
    /** What analytics and rebuilding work on. */
    services: { store, clock, site: simulatedSite, outlets, treatments },
    say,
    everything,
    async close() {
      await store.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
