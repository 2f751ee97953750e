/** A thousand water machines that post every ten seconds: how long one waits for its commit, and what people look at meanwhile. */
import { setTimeout as pause } from 'node:timers/promises'
import { percentile, type Row } from './figures.ts'
import { openDatabase, startHub, type Engine, type Program } from './programs.ts'
import { targets } from './targets.ts'
import { rawCommitsMeanwhile } from './timed.ts'
import { announced, dayMs, everyMs, fillPast, posting, waterIds, yearDays } from './water-machines.ts'

export interface WaterSize {
  machines: number
  seconds: number
}

/** Somebody looks at charts and at the overview this often while machines post. */
const lookEveryMs = 500

/** Posting, charts and the overview of a real hub on `engine`. */
export async function benchWater(engine: Engine, { machines, seconds }: WaterSize): Promise<Row[]> {
  const database = await openDatabase(engine)
  try {
    const ids = waterIds(machines)
    await fillPast(database, engine, ids)
    const hub = await startHub(database, engine, 1)
    try {
      const token = await announced(hub, ids)
      // What a hub that has just started and learnt of all of them takes is not what is asked here: one round goes before.
      const countedFromMs = performance.now() + everyMs
      const untilMs = countedFromMs + seconds * 1000
      const during = { countedFromMs, untilMs }
      const [postMs, [chartMs, overviewMs], rawMs] = await Promise.all([
        posting(hub, { token, ids, countedFromMs, goesOn: () => performance.now() < untilMs }),
        looking(hub, ids[0] ?? '', during),
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

/** What the chart of a year and the overview take, one after the other. */
async function looking(hub: Program, id: string, { countedFromMs, untilMs }: During): Promise<[number[], number[]]> {
  const from = new Date(Date.now() - yearDays * dayMs).toISOString()
  const pages = [`/api/v1/machines/${id}/metrics?from=${from}`, '/api/v1/metrics/'] as const
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
