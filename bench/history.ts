/** The history of one machine among millions of facts: the page a technician opens, and whether others make it slower. */
import { randomUUID } from 'node:crypto'
import { silentLog } from '@palang/kit'
import { percentile, type Row } from './figures.ts'
import { openDatabase, type Engine } from './programs.ts'
import { targets } from './targets.ts'
import { migrate, openStore } from '../hub/src/store/open-store.ts'
import type { FactRecord } from '../hub/src/store/records.ts'
import type { Store } from '../hub/src/store/store.ts'

const machines = 200
const factsOfOne = 5000
const questions = 200
const perTransaction = 4096

/** p95 of a page of 100 facts of one machine, first among a tenth of `count` facts, then among all of them. */
export async function benchHistory(engine: Engine, count: number): Promise<Row[]> {
  const database = await openDatabase(engine)
  const databaseUrl = engine === 'mysql' ? database.urlOf('palang') : `file:${database.urlOf('palang')}`
  const log = silentLog()
  await migrate({ databaseUrl, log })
  const store = openStore({ databaseUrl, log })
  await store.start()
  try {
    const own = Math.min(factsOfOne, count / 20)
    await fill(store, own, () => 'gate-0')
    await fill(store, count / 10 - own, n => `gate-${1 + (n % machines)}`)
    const few = await ask(store)
    await fill(store, count - count / 10, n => `gate-${1 + (n % machines)}`)
    const many = await ask(store)
    return [
      { what: `${engine}: one machine among ${(count / 10).toLocaleString('en-US')}, p95`, measured: few, unit: 'ms' },
      {
        what: `${engine}: among ${count.toLocaleString('en-US')}, p95`,
        measured: many,
        unit: 'ms',
        target: targets.history,
      },
      { what: `${engine}: times the page among a tenth of the others`, measured: many / few, unit: '×', target: targets.historyGrowth },
    ]
  } finally {
    await store.stop()
    await database.stop()
  }
}

async function ask(store: Store): Promise<number> {
  const times: number[] = []
  let cursor: string | undefined
  for (let n = 0; n < questions; n++) {
    const startMs = performance.now()
    const page = await store.facts.list({ machineId: 'gate-0' }, { limit: 100, cursor })
    times.push(performance.now() - startMs)
    cursor = page.nextCursor ?? undefined
  }
  return percentile(times, 0.95)
}

let minute = 0

async function fill(store: Store, count: number, machineOf: (n: number) => string): Promise<void> {
  const epoch = randomUUID()
  for (let at = 0; at < count; at += perTransaction) {
    const facts = Array.from({ length: Math.min(perTransaction, count - at) }, (_, n): FactRecord => {
      const time = new Date(Date.UTC(2026, 0, 1) + minute++ * 1000).toISOString()
      return {
        machineId: machineOf(at + n),
        epoch,
        seq: at + n + 1,
        id: randomUUID(),
        type: 'vehicle_detected',
        sessionId: null,
        occurredAt: time,
        receivedAt: time,
        clock: 'synced',
        payload: { visit_id: epoch },
        digest: 'd',
      }
    })
    await store.transact(tx => tx.facts.insert(facts))
  }
}
