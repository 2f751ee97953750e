/** A thousand water machines that post every ten seconds: how long one waits for its commit, and what people look at meanwhile. */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { bucketsOf, weighedReading, type Weighed } from '../hub/src/readings/buckets.ts'
import { percentile, type Row } from './figures.ts'
import { storeOf } from './filled-store.ts'
import { openDatabase, startHub, type Database, type Engine, type Program } from './programs.ts'
import { targets } from './targets.ts'
import { rawCommitsMeanwhile } from './timed.ts'

export interface WaterSize {
  machines: number
  seconds: number
}

const everyMs = 10_000
/** Somebody looks at charts and at the overview this often while machines post. */
const lookEveryMs = 500
const yearDays = 365
const dayMs = 24 * 3_600_000
const perTransaction = 2_000
const addedAtOnce = 50
/** Has a year behind it. */
const old = 'vending-1'

/** Posting, charts and the overview of a real hub on `engine`. */
export async function benchWater(engine: Engine, { machines, seconds }: WaterSize): Promise<Row[]> {
  const database = await openDatabase(engine)
  try {
    const ids = Array.from({ length: machines }, (_, n) => `vending-${n + 1}`)
    await fillPast(database, engine, ids)
    const hub = await startHub(database, engine, 1)
    try {
      const token = await announcingToken(hub)
      // The first reading of each adds a machine; that happens once.
      for (let first = 0; first < ids.length; first += addedAtOnce) {
        await Promise.all(ids.slice(first, first + addedAtOnce).map(id => post(hub, token, id)))
      }
      // What a hub that has just started and learnt of all of them takes is not what is asked here: one round goes before.
      const countedFromMs = performance.now() + everyMs
      const untilMs = countedFromMs + seconds * 1000
      const during = { countedFromMs, untilMs }
      const [postMs, [chartMs, overviewMs], rawMs] = await Promise.all([
        posting(hub, token, ids, during),
        looking(hub, during),
        // By the same disk in the same seconds: a commit waits for it, whoever asks.
        rawCommitsMeanwhile(database, engine, { everyMs: 50, ...during }),
      ])
      const name = `${engine}, ${machines} machines`
      const chartTarget = targets.waterChart
      return [
        { what: `${name}: a reading committed, p50`, measured: percentile(postMs, 0.5), unit: 'ms', reference: percentile(rawMs, 0.5) },
        {
          what: `${name}: the same, p99`,
          measured: percentile(postMs, 0.99),
          unit: 'ms',
          target: targets.waterReading,
          reference: percentile(rawMs, 0.99),
        },
        { what: `${name}: a year of one machine meanwhile, p99`, measured: percentile(chartMs, 0.99), unit: 'ms', target: chartTarget },
        { what: `${name}: the newest of all meanwhile, p50`, measured: percentile(overviewMs, 0.5), unit: 'ms' },
        { what: `${name}: the same, p99`, measured: percentile(overviewMs, 0.99), unit: 'ms', target: targets.waterOverview },
      ]
    } finally {
      await hub.stop()
    }
  } finally {
    await database.stop()
  }
}

interface During {
  /** What begins before this is not counted. Milliseconds of `performance`. */
  countedFromMs: number
  untilMs: number
}

/** Each machine posts every ten seconds, all of them spread evenly; resolves to what each post took. */
async function posting(hub: Program, token: string, ids: readonly string[], { countedFromMs, untilMs }: During): Promise<number[]> {
  const times: number[] = []
  const machine = async (id: string, n: number) => {
    await pause((n / ids.length) * everyMs)
    while (performance.now() < untilMs) {
      const startMs = performance.now()
      await post(hub, token, id)
      if (startMs >= countedFromMs) times.push(performance.now() - startMs)
      await pause(Math.max(0, startMs + everyMs - performance.now()))
    }
  }
  await Promise.all(ids.map(machine))
  return times
}

/** What the chart of a year and the overview take, one after the other. */
async function looking(hub: Program, { countedFromMs, untilMs }: During): Promise<[number[], number[]]> {
  const from = new Date(Date.now() - yearDays * dayMs).toISOString()
  const pages = [`/api/v1/machines/${old}/metrics?from=${from}`, '/api/v1/metrics/'] as const
  const times: [number[], number[]] = [[], []]
  while (performance.now() < untilMs) {
    for (const [n, page] of pages.entries()) {
      const startMs = performance.now()
      const answer = await fetch(hub.url + page, { headers: { authorization: `Bearer ${hub.token}` } })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${page}: ${answer.status} ${text.slice(0, 300)}`)
      if (startMs >= countedFromMs) times[n]?.push(performance.now() - startMs)
    }
    await pause(lookEveryMs)
  }
  return times
}

async function post(hub: Program, token: string, id: string): Promise<void> {
  const json = { tds: 100 + Math.random() * 50, ph: 7 + Math.random() / 5, temperature: 27, at: new Date().toISOString() }
  await send(hub, token, `/api/v1/machines/${id}/update_quality`, json)
}

async function announcingToken(hub: Program): Promise<string> {
  const made = await send(hub, hub.token, '/api/tokens', { kind: 'api', name: 'heads', scopes: ['machines:announce'] })
  return z.object({ secret: z.string() }).parse(made).secret
}

async function send(hub: Program, token: string, where: string, json: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(hub.url + where, { method: 'POST', headers, body: JSON.stringify(json) })
  const said: unknown = await answer.json()
  if (!answer.ok) throw new Error(`${where}: ${answer.status} ${JSON.stringify(said)}`)
  return said
}

/** In the sizes the hub keeps: a reading every five minutes of a year of one machine, one an hour of the last day of all others. */
async function fillPast(database: Database, engine: Engine, ids: readonly string[]): Promise<void> {
  const store = await storeOf(database, engine)
  const fill = async (machineId: string, everyMs: number, days: number) => {
    const buckets = bucketsOf(pastReadings(machineId, everyMs, days), 'UTC')
    for (let first = 0; first < buckets.length; first += perTransaction) {
      await store.transact(tx => tx.readings.merge(buckets.slice(first, first + perTransaction)))
    }
  }
  for (const id of ids) await (id === old ? fill(id, 300_000, yearDays) : fill(id, 3_600_000, 1))
  await store.stop()
}

function pastReadings(machineId: string, everyMs: number, days: number): Weighed[] {
  const count = (days * dayMs) / everyMs
  const now = Date.now()
  return Array.from({ length: count }, (_, n) =>
    weighedReading({
      machineId,
      at: new Date(now - (count - n) * everyMs).toISOString(),
      tdsMilli: 120_000 + (n % 500),
      phMilli: 7_100,
      temperatureMilli: 27_000,
    }),
  )
}
