/** A month of a hundred thousand pours among those of the year before it: what its report takes, and what the file of it costs in memory. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { uuidv7 } from '@palang/kit'
import { waterReport, waterReportQuery } from '@palang/protocol'
import { newSession } from '../hub/src/domain/new-session.ts'
import type { SessionRecord } from '../hub/src/store/records.ts'
import type { Row } from './figures.ts'
import { beginningOf, bookedFor, fillSessions, reportedMonth, storeOf } from './filled-store.ts'
import { openDatabase, startHub, type Database, type Engine, type Program } from './programs.ts'
import { targets } from './targets.ts'
import { bareSum, get, millisecondsOf } from './timed.ts'

export interface PourSize {
  /** Past sales, of which `month` ended in the month that is reported. */
  pours: number
  month: number
}

const machines = 100
const volumes = [250, 350, 600, 1500, 5000]
/** Of so many sales one was stopped half-way. */
const stoppedOf = 20
const files = 20

/** The report of a month under each of its headings, and its file many times over. */
export async function benchWaterReport(engine: Engine, size: PourSize): Promise<Row[]> {
  const database = await openDatabase(engine)
  try {
    await fill(database, engine, size)
    const bare = await bareSum(database, engine)
    const hub = await startHub(database, engine, 1, ['--expose-gc', '--import', weigher])
    try {
      const rows: Row[] = []
      for (const group of waterReportQuery.shape.group.unwrap().options) rows.push(...(await reported(engine, hub, { group, bare, size })))
      return [...rows, await filed(engine, hub)]
    } finally {
      await hub.stop()
    }
  } finally {
    await database.stop()
  }
}

const weigher = pathToFileURL(path.join(import.meta.dirname, 'weigh.ts')).href
const period = new URLSearchParams(reportedMonth).toString()

async function reported(
  engine: Engine,
  hub: Program,
  { group, bare, size }: { group: string; bare: number; size: PourSize },
): Promise<Row[]> {
  const times = await millisecondsOf(async () => {
    const { total } = waterReport.parse(JSON.parse(await get(hub, `/api/water/report?${period}&group=${group}`)))
    if (total.sales !== size.month) throw new Error(`${total.sales} of ${size.month} sales are in the report by ${group}`)
  })
  const [first = Number.NaN, ...rest] = times
  const what = `${engine}: the month by ${group}`
  return [
    { what: `${what}, the first time`, measured: first, unit: 'ms' },
    {
      what: `${what}, slowest of ${rest.length} more`,
      measured: Math.max(...rest),
      unit: 'ms',
      target: targets.waterReport,
      reference: bare,
    },
  ]
}

/** How much more the hub holds after many files of everything since the beginning, in MB. */
async function filed(engine: Engine, hub: Program): Promise<Row> {
  const file = '/api/water/report.csv?from=2000-01-01T00:00:00Z&group=day'
  await get(hub, file)
  const before = await hub.weigh()
  for (let n = 0; n < files; n++) await get(hub, file)
  const after = await hub.weigh()
  return {
    what: `${engine}: still held after ${files} more files of all days`,
    measured: (after.liveBytes - before.liveBytes) / 1_000_000,
    unit: 'MB',
    target: targets.waterReportMemory,
  }
}

async function fill(database: Database, engine: Engine, { pours, month }: PourSize): Promise<void> {
  const store = await storeOf(database, engine)
  await fillSessions(store, pours, n => {
    const session = pastSale(n, beginningOf(n, pours, month))
    return { session, money: [bookedFor(session, { kind: 'payment', method: 'cash', amount: session.paidAmount })] }
  })
  await store.stop()
}

function pastSale(n: number, began: number): SessionRecord {
  const openedAt = new Date(began).toISOString()
  const orderedMl = volumes[n % volumes.length] ?? 600
  const isStopped = n % stoppedOf === 0
  const price = 2 * orderedMl
  const begun = {
    id: uuidv7(began),
    family: 'water',
    outletId: 'bench',
    state: isStopped ? 'partial' : 'closed',
    machineId: `vending-${1 + (n % machines)}`,
    openedAt,
    currency: 'IDR',
  } as const
  const charged = isStopped ? price / 2 : price
  return {
    ...newSession(begun),
    // Within the month also of the last of it.
    closedAt: openedAt,
    outcome: begun.state,
    amount: price,
    paidAmount: price,
    paidAt: openedAt,
    pour: {
      purpose: 'sale',
      orderedMl,
      deliveredMl: isStopped ? orderedMl / 2 : orderedMl,
      exact: true,
      priceList: 'bench',
      paidBy: 'cash',
      result: isStopped ? 'cancelled' : 'success',
      charged,
      remainder: price - charged,
      remainderTo: isStopped ? 'credit' : null,
    },
  }
}
