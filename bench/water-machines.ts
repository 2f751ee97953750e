/** A thousand water machines that announced themselves, with a past, and what they post. */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { bucketsOf, weighedReading, type Weighed } from '../hub/src/readings/buckets.ts'
import { storeOf } from './filled-store.ts'
import type { Database, Engine, Program } from './programs.ts'

/** Every machine posts so often. */
export const everyMs = 10_000
/** What the first of them looks back on. */
export const yearDays = 365
export const dayMs = 24 * 3_600_000
const perTransaction = 2_000
const addedAtOnce = 50

/** Their names. */
export function waterIds(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `vending-${n + 1}`)
}

/**
 * Each machine posts every ten seconds while it goes on, all of them spread evenly; resolves to the milliseconds each post took that was
 * begun from `countedFromMs` of `performance` on.
 */
export async function posting(
  hub: Program,
  { token, ids, countedFromMs, goesOn }: { token: string; ids: readonly string[]; countedFromMs: number; goesOn: () => boolean },
): Promise<number[]> {
  const times: number[] = []
  const machine = async (id: string, n: number) => {
    await pause((n / ids.length) * everyMs)
    while (goesOn()) {
      const startMs = performance.now()
      await post(hub, token, id)
      if (startMs >= countedFromMs) times.push(performance.now() - startMs)
      await pause(Math.max(0, startMs + everyMs - performance.now()))
    }
  }
  await Promise.all(ids.map(machine))
  return times
}

async function post(hub: Program, token: string, id: string): Promise<void> {
  const json = { tds: 100 + Math.random() * 50, ph: 7 + Math.random() / 5, temperature: 27, at: new Date().toISOString() }
  await send(hub, token, `/api/v1/machines/${id}/update_quality`, json)
}

/** A token by which machines announce themselves; each of `ids` has done so with its first reading. */
export async function announced(hub: Program, ids: readonly string[]): Promise<string> {
  const made = await send(hub, hub.token, '/api/tokens', { kind: 'api', name: 'heads', scopes: ['machines:announce'] })
  const token = z.object({ secret: z.string() }).parse(made).secret
  for (let first = 0; first < ids.length; first += addedAtOnce) {
    await Promise.all(ids.slice(first, first + addedAtOnce).map(id => post(hub, token, id)))
  }
  return token
}

async function send(hub: Program, token: string, where: string, json: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(hub.url + where, { method: 'POST', headers, body: JSON.stringify(json) })
  const said: unknown = await answer.json()
  if (!answer.ok) throw new Error(`${where}: ${answer.status} ${JSON.stringify(said)}`)
  return said
}

/** In the sizes the hub keeps: a reading every five minutes of a year of the first, one an hour of the last day of the others. */
export async function fillPast(database: Database, engine: Engine, ids: readonly string[]): Promise<void> {
  const store = await storeOf(database, engine)
  const fill = async (machineId: string, apartMs: number, days: number) => {
    const buckets = bucketsOf(pastReadings(machineId, apartMs, days), 'UTC')
    for (let start = 0; start < buckets.length; start += perTransaction) {
      await store.transact(tx => tx.readings.merge(buckets.slice(start, start + perTransaction)))
    }
  }
  const [first = '', ...others] = ids
  await fill(first, 300_000, yearDays)
  for (const id of others) await fill(id, 3_600_000, 1)
  await store.stop()
}

function pastReadings(machineId: string, apartMs: number, days: number): Weighed[] {
  const count = (days * dayMs) / apartMs
  const now = Date.now()
  return Array.from({ length: count }, (_, n) =>
    weighedReading({
      machineId,
      at: new Date(now - (count - n) * apartMs).toISOString(),
      tdsMilli: 120_000 + (n % 500),
      phMilli: 7_100,
      temperatureMilli: 27_000,
    }),
  )
}
