/** Gateways of a meal programme that were without a network for days and send all of it at once; and the board of a day as people look at it. */
import { syncGatewayAnswer, mealBoardView, mealReport, stepStatus, handoverStep } from '@palang/protocol'
import { setTimeout as pause } from 'node:timers/promises'
import { hubApi, type HubApi } from '../simulator/src/hub/hub-api.ts'
import { plannedDay, sumOf } from '../simulator/src/meals/day-plan.ts'
import { gatewayPost } from '../simulator/src/meals/gateway-post.ts'
import { playDay } from '../simulator/src/meals/play-day.ts'
import { playedDay } from '../simulator/src/meals/played-day.ts'
import { prepareMealDay } from '../simulator/src/meals/prepare-meal-day.ts'
import { untilMoment } from '../simulator/src/meals/run-meals.ts'
import { percentile, type Row } from './figures.ts'
import { storeOf } from './filled-store.ts'
import { openDatabase, referenceTarget, startHub, type Database, type Engine, type Program } from './programs.ts'
import { openRawDatabase } from './raw-database.ts'
import { targets } from './targets.ts'
import { get } from './timed.ts'

export interface MealSize {
  gateways: number
  /** Each goes through four steps on each of the days. */
  trays: number
  /** How often the board is asked for. */
  asked: number
}

const days = 5
const dayMs = 86_400_000
const programme = 'bench'
const lookEveryMs = 500
/** As many as the hub takes into one transaction. */
const rowsPerCommit = 4_000

interface Scan {
  id: string
  nfc_tag_id: string
  timestamp: string
  status_scan: string
  gateway_id: string
}

/** Draining, reckoning and the board of a real hub on `engine`. */
export async function benchMeals(engine: Engine, size: MealSize): Promise<Row[]> {
  const database = await openDatabase(engine)
  try {
    const backlogs = Array.from({ length: size.gateways }, (_, n) => backlogOf(`gw-${n + 1}`, size.trays))
    const bareS = await bareInserts(database, engine, backlogs)
    const hub = await startHub(database, engine, 1)
    try {
      await enter(hubApi(hub), size)
      const { drainedS, reckonedS } = await drained(hub, backlogs)
      const boardMs = await boardOfDay(hub, size.asked)
      const name = `${engine}, ${size.gateways} gateways, ${days * size.trays * 4} scans each`
      return [
        { what: `${name}: all acknowledged`, measured: drainedS, unit: 's', target: targets.mealBacklog, reference: bareS },
        { what: `${name}: all rounds reckoned`, measured: reckonedS, unit: 's' },
        { what: `${engine}: the board of 60 schools, p50`, measured: percentile(boardMs, 0.5), unit: 'ms' },
        {
          what: `${engine}: the same, p99`,
          measured: percentile(boardMs, 0.99),
          unit: 'ms',
          target: targets.mealBoard,
          reference: await bareBoard(database, engine, size.asked),
        },
      ]
    } finally {
      await hub.stop()
    }
  } finally {
    await database.stop()
  }
}

/** What one gateway scanned in the last days, as it goes: a tray leaves, arrives, is served and comes back. */
function backlogOf(gateway: string, trays: number): Scan[] {
  const today = Math.floor(Date.now() / dayMs) * dayMs
  return Array.from({ length: days }, (_, day) =>
    handoverStep.options.flatMap((step, n) =>
      Array.from({ length: trays }, (_tray, tray): Scan => {
        const ms = today - (days - day) * dayMs + (1 + 2 * n) * 3_600_000 + tray * 1_000
        return {
          id: `${day}-${step}-${tray}`,
          nfc_tag_id: `${gateway}-${tray}`,
          timestamp: new Date(ms).toISOString().replace('Z', ''),
          status_scan: stepStatus[step],
          gateway_id: gateway,
        }
      }),
    ),
  ).flat()
}

/** The same rows into one table, without a hub: seconds. */
async function bareInserts(database: Database, engine: Engine, backlogs: readonly Scan[][]): Promise<number> {
  const insert = await openRawDatabase(await referenceTarget(database, engine))
  const rows = backlogs.flat().map((scan, n) => [scan.gateway_id, 'bench', String(n), scan.id, JSON.stringify(scan)])
  const startMs = performance.now()
  for (let first = 0; first < rows.length; first += rowsPerCommit) await insert(rows.slice(first, first + rowsPerCommit))
  return (performance.now() - startMs) / 1000
}

async function enter(api: HubApi, { gateways, trays }: MealSize): Promise<void> {
  const of = { programme_id: programme }
  await api.put(`/api/meals/programmes/${programme}`, { name: 'Bench' })
  await api.put('/api/meals/places/bench-dapur', { ...of, kind: 'kitchen', name: 'Dapur' })
  for (let n = 1; n <= gateways; n += 1) {
    const school = `bench-sd-${n}`
    await api.put(`/api/meals/places/${school}`, { ...of, kind: 'school', name: school, gateways: [`gw-${n}`] })
    const items = Array.from({ length: trays }, (_, tray) => ({
      ...{ tag_id: `gw-${n}-${tray}`, programme_id: programme, label: `Baki ${tray}`, portions: 20 },
      ...{ kitchen_id: 'bench-dapur', school_id: school },
    }))
    await api.post('/api/meals/containers', { items })
  }
}

/** Seconds until every gateway has its answer, and until every round is on the report. */
async function drained(hub: Program, backlogs: readonly Scan[][]): Promise<{ drainedS: number; reckonedS: number }> {
  const startMs = performance.now()
  const answers = await Promise.all(backlogs.map(scans => acceptedOf(hub, scans)))
  const drainedS = (performance.now() - startMs) / 1000
  const all = sumOf(backlogs.map(({ length }) => length))
  if (sumOf(answers) !== all) throw new Error(`${sumOf(answers)} of ${all} scans were accepted`)
  const today = Math.floor(Date.now() / dayMs) * dayMs
  const [from, to] = [today - (days + 1) * dayMs, today].map(ms => new Date(ms).toISOString().slice(0, 10))
  const returned = async () => {
    const { rows } = mealReport.parse(JSON.parse(await get(hub, `/api/meals/report?programme_id=${programme}&from=${from}&to=${to}`)))
    return sumOf(rows.map(({ containers }) => containers.returned))
  }
  while ((await returned()) < all / 4) await pause(lookEveryMs)
  return { drainedS, reckonedS: (performance.now() - startMs) / 1000 }
}

/** How many were accepted; it takes what it takes. */
async function acceptedOf({ url, token }: Program, scans: readonly Scan[]): Promise<number> {
  const authorization = `Basic ${Buffer.from(`gateway:${token}`).toString('base64')}`
  const headers = { 'content-type': 'application/json', authorization }
  const answer = await fetch(`${url}/api/sync_gateway_data`, { method: 'POST', headers, body: JSON.stringify(scans) })
  if (!answer.ok) throw new Error(`a sync was answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
  return syncGatewayAnswer.parse(await answer.json()).accepted.length
}

/** Milliseconds of each look at the board of a played day with 60 schools. */
async function boardOfDay(hub: Program, asked: number): Promise<number[]> {
  const api = hubApi(hub)
  const plan = plannedDay({ kitchens: 3, vehicles: 10, schools: 60, portions: 12_000 }, 1)
  const { day } = await prepareMealDay(api, plan)
  await playDay(playedDay(plan, new Set(['skip', 'repeat', 'missing']), 1), {
    clock: { now: () => Date.now(), until: ms => untilMoment(ms) },
    speed: 100_000,
    send: gatewayPost(hub),
    cooked: async () => undefined,
  })
  const where = `/api/meals/board?programme_id=${plan.programme}&day=${day}`
  while (mealBoardView.parse(JSON.parse(await get(hub, where))).totals.containers.returned === 0) await pause(lookEveryMs)
  const times: number[] = []
  while (times.length < asked) {
    const startMs = performance.now()
    await get(hub, where)
    times.push(performance.now() - startMs)
  }
  return times
}

/** The deliveries and rounds of that day read from the same database, without a hub: milliseconds, p99. */
async function bareBoard(database: Database, engine: Engine, asked: number): Promise<number> {
  const store = await storeOf(database, engine)
  const day = new Date().toISOString().slice(0, 10)
  const within = { programmeId: 'sim-1', from: day, to: day }
  const times: number[] = []
  while (times.length < asked) {
    const startMs = performance.now()
    await Promise.all([store.meals.deliveries(within), store.meals.trips(within)])
    times.push(performance.now() - startMs)
  }
  await store.stop()
  return percentile(times, 0.99)
}
