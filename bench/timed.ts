/** What is asked of a hub and, beside it, of a bare database: each with the milliseconds it took. */
import { setTimeout as pause } from 'node:timers/promises'
import { reportedMonth, storeOf } from './filled-store.ts'
import { referenceTarget, type Database, type Engine, type Program } from './programs.ts'
import { openRawDatabase } from './raw-database.ts'

/** Rounds of a question that is asked again and again. */
const rounds = 10

/** The answer's text. Throws when it is none, and when books do not balance. */
export async function get(hub: Program, where: string): Promise<string> {
  const answer = await fetch(`${hub.url}${where}`, { headers: { authorization: `Bearer ${hub.token}` } })
  const text = await answer.text()
  if (!answer.ok || text.includes('"balanced":false')) throw new Error(`${where}: ${answer.status} ${text.slice(0, 300)}`)
  return text
}

export async function millisecondsOf(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < rounds; n++) {
    const startMs = performance.now()
    await work()
    times.push(performance.now() - startMs)
  }
  return times
}

/** What one sum over the month's ledger takes without a hub, in milliseconds; the slowest, the first aside. */
export async function bareSum(database: Database, engine: Engine): Promise<number> {
  const store = await storeOf(database, engine)
  const times = await millisecondsOf(() => store.ledger.revenue(reportedMonth.from, reportedMonth.to))
  await store.stop()
  return Math.max(...times.slice(1))
}

/** The least that could be called a durable decision: one row, committed; each again as soon as the one before is. */
export async function rawCommits(database: Database, engine: Engine, count: number): Promise<number[]> {
  const commit = await bareCommit(database, engine)
  const times: number[] = []
  while (times.length < count) times.push(await commit())
  return times
}

/** The same while a hub works on the same disk: one every `everyMs`, counted from `countedFromMs` of `performance` until `untilMs`. */
export async function rawCommitsMeanwhile(
  database: Database,
  engine: Engine,
  { everyMs, countedFromMs, untilMs }: { everyMs: number; countedFromMs: number; untilMs: number },
): Promise<number[]> {
  const commit = await bareCommit(database, engine)
  const times: number[] = []
  while (performance.now() < untilMs) {
    const isCounted = performance.now() >= countedFromMs
    const tookMs = await commit()
    if (isCounted) times.push(tookMs)
    await pause(everyMs)
  }
  return times
}

async function bareCommit(database: Database, engine: Engine): Promise<() => Promise<number>> {
  const insert = await openRawDatabase(await referenceTarget(database, engine))
  let n = 0
  return async () => {
    const startMs = performance.now()
    await insert([['gate-1', 'bench', String(n), String(n++), '{}']])
    return performance.now() - startMs
  }
}
