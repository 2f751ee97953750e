/** What a year of ten million treatments adds up to, asked over HTTP: all of them, one outlet, one machine, one device. */
import { treatmentAnalytics } from '@palang/protocol'
import { eachBucketOnce } from '../hub/src/families/ozone/buckets.ts'
import type { MachineRecord } from '../hub/src/store/records.ts'
import type { TreatmentBucket } from '../hub/src/store/treatments.ts'
import type { Row } from './figures.ts'
import { storeOf } from './filled-store.ts'
import { openDatabase, startHub, type Database, type Engine, type Program } from './programs.ts'
import { targets } from './targets.ts'
import { get, millisecondsOf } from './timed.ts'

export interface TreatmentSize {
  outlets: number
  /** Of each outlet, each with one device. */
  machines: number
  /** Of each machine on every day of the year. */
  perDay: number
}

const dayMs = 86_400_000
const daysBack = 400
/** Busy hours of the day, in UTC. */
const openFrom = 2
const openHours = 12
/** Days in one transaction. */
const daysAtOnce = 5

/** The analytics of a year by every kind of place and group. */
export async function benchTreatments(engine: Engine, size: TreatmentSize): Promise<Row[]> {
  const database = await openDatabase(engine)
  try {
    const today = Math.floor(Date.now() / dayMs) * dayMs
    await fill(database, engine, size, today)
    const bare = await bareSum(database, engine, today)
    const hub = await startHub(database, engine, 1)
    try {
      const of = { all: '', outlet: '&outlet_id=outlet-1', machine: '&machine_id=unit-1', device: '&device_id=device-1' }
      const rows: Row[] = []
      for (const [scope, narrowed] of Object.entries(of)) rows.push(...(await asked(engine, hub, { scope, narrowed, bare, size })))
      return rows
    } finally {
      await hub.stop()
    }
  } finally {
    await database.stop()
  }
}

interface Question {
  scope: string
  narrowed: string
  bare: number
  size: TreatmentSize
}

async function asked(engine: Engine, hub: Program, { scope, narrowed, bare, size }: Question): Promise<Row[]> {
  const counted = { all: size.outlets * size.machines, outlet: size.machines, machine: 1, device: 1 }[scope] ?? 0
  const year = counted * size.perDay * 365
  const times = await millisecondsOf(async () => {
    const answer = treatmentAnalytics.parse(JSON.parse(await get(hub, `/api/events/analytics?days=365&group=month${narrowed}`)))
    if (answer.totals.total !== year) throw new Error(`${answer.totals.total} of ${year} treatments are in the year of ${scope}`)
  })
  const [first = Number.NaN, ...rest] = times
  const what = `${engine}: a year of ${scope}, ${year.toLocaleString('en-US')} treatments`
  return [
    { what: `${what}, the first time`, measured: first, unit: 'ms' },
    {
      what: `${what}, slowest of ${rest.length} more`,
      measured: Math.max(...rest),
      unit: 'ms',
      target: targets.treatmentYear,
      reference: bare,
    },
  ]
}

/** The least anybody could ask of the same roll-ups: the year's days of everything, in one statement, without a hub. */
async function bareSum(database: Database, engine: Engine, today: number): Promise<number> {
  const store = await storeOf(database, engine)
  const [from, to] = [new Date(today - 365 * dayMs).toISOString(), new Date(today + dayMs).toISOString()]
  const times = await millisecondsOf(() => store.treatments.sums({ scope: 'all', scopeIds: [''], size: 'day', from, to }))
  await store.stop()
  return Math.max(...times.slice(1))
}

/** The hub of a bench stands in UTC, so days are cut there. */
async function fill(database: Database, engine: Engine, size: TreatmentSize, today: number): Promise<void> {
  const store = await storeOf(database, engine)
  const at = new Date(today - daysBack * dayMs).toISOString()
  const outlets = Array.from({ length: size.outlets }, (_, n) => `outlet-${n}`)
  const units = outlets.flatMap((outletId, o) => Array.from({ length: size.machines }, (_, m) => ({ outletId, n: o * size.machines + m })))
  for (const id of outlets) await store.outlets.put({ id, name: id, timezone: 'UTC', currency: 'IDR' })
  await store.transact(async tx => {
    for (const { outletId, n } of units) await tx.machines.put(machineOf(n, outletId, at))
    await tx.treatments.putDevices(units.map(({ n }) => deviceOf(n, at)))
    await tx.treatments.putAssignments(
      units.map(({ outletId, n }) => ({
        ...{ id: `place-${n}`, deviceId: `device-${n}`, machineId: `unit-${n}`, outletId },
        ...{ from: at, until: null, actor: 'rule:bench', reason: null },
      })),
    )
  })
  for (let back = daysBack; back >= 0; back -= daysAtOnce) {
    const days = Array.from({ length: Math.min(daysAtOnce, back + 1) }, (_, n) => today - (back - n) * dayMs)
    const buckets = days.flatMap(day => units.flatMap(({ outletId, n }) => bucketsOf(day, size.perDay, { outletId, n })))
    await store.transact(tx => tx.treatments.mergeBuckets(eachBucketOnce(buckets)))
  }
  await store.stop()
}

/** A day of one machine, as it is in the roll-ups. */
function bucketsOf(day: number, perDay: number, { outletId, n }: { outletId: string; n: number }): TreatmentBucket[] {
  const date = new Date(day)
  const month = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)).toISOString()
  const holding = (count: number) => ({
    basic: count,
    standard: 0,
    premium: 0,
    aborted: 0,
    revenue: 5_000 * count,
    runSeconds: 300 * count,
  })
  const places = [
    { scope: 'all', scopeId: '' },
    { scope: 'outlet', scopeId: outletId },
    { scope: 'machine', scopeId: `unit-${n}` },
    { scope: 'device', scopeId: `device-${n}` },
  ] as const
  return places.flatMap(place => {
    const hours = place.scope === 'device' ? [] : Array.from({ length: openHours }, (_, hour) => hour)
    return [
      { ...place, size: 'day' as const, startsAt: date.toISOString(), ...holding(perDay) },
      { ...place, size: 'month' as const, startsAt: month, ...holding(perDay) },
      ...hours.map(hour => {
        const startsAt = new Date(day + (openFrom + hour) * 3_600_000).toISOString()
        const count = Math.floor(perDay / openHours) + (hour < perDay % openHours ? 1 : 0)
        return { ...place, size: 'hour' as const, startsAt, ...holding(count) }
      }),
    ]
  })
}

function machineOf(n: number, outletId: string, createdAt: string): MachineRecord {
  const none = { direction: null, zoneId: null, vehicleClass: null }
  return { id: `unit-${n}`, outletId, name: `Unit ${n}`, family: 'ozone', ...none, mode: 'active', createdAt }
}

function deviceOf(id: number, at: string) {
  const unsaid = {
    wifiConnected: null,
    rtcAvailable: null,
    sdAvailable: null,
    firmware: null,
    uptimeS: null,
    queued: null,
    clockOffsetMs: null,
  }
  const uncounted = { countBasic: null, countStandard: null, countPremium: null, countedAt: null }
  return { id: `device-${id}`, mapping: 'ozon', firstSeenAt: at, lastSeenAt: at, ...unsaid, ...uncounted, retiredAt: null }
}
