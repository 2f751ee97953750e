/** Durable intake under load: many machines tell, screens watch, nothing is acknowledged before its commit. */
import path from 'node:path'
import { percentile, type Row } from './figures.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import type { Story } from './machine.ts'
import { inAnotherProcess } from './orders.ts'
import {
  machineIds,
  openDatabase,
  referenceTarget,
  startHub,
  startReference,
  type Database,
  type Engine,
  type Program,
} from './programs.ts'
import type { RawOrder } from './raw-inserts.ts'
import { openScreens } from './screens.ts'
import { targets } from './targets.ts'

export interface Scale {
  machines: number
  seconds: number
}

const screenCount = 5
const perSecond = 5000
const stories = ['simple', 'visits'] as const

interface Measured extends LoadResult {
  p50: number
  p99: number
  /** Processor seconds of the program per second of load. */
  cpu: number
}

/** Facts acknowledged a second while every machine tells as fast as it is heard, per story, beside the reference. */
export async function benchIntake(engine: Engine, { machines, seconds }: Scale): Promise<Row[]> {
  const work = (story: Story) => (program: Program) => measure(program, { machines, story, pace: { kind: 'full', batch: 3 }, seconds })
  const raw = await rawInserts(engine, seconds * 300)
  const plainSockets = await onReference(engine, work('visits'), 'plain')
  const rows: Row[] = [
    { what: `${engine}: raw inserts, no sockets`, measured: raw, unit: '/s' },
    { what: `${engine}: bare relay with plain sockets`, measured: plainSockets.factsPerSecond, unit: '/s' },
  ]
  for (const story of stories) {
    const reference = await onReference(engine, work(story))
    const hub = await onHub(engine, machines, work(story))
    const name = `${engine}, ${machines} machines, ${story}`
    rows.push(
      {
        what: `${name}: facts`,
        measured: hub.factsPerSecond,
        unit: '/s',
        target: engine === 'sqlite' ? targets.intakeSqlite : targets.intakeMysql,
        reference: reference.factsPerSecond,
      },
      { what: `${name}: p50 machine → screen`, measured: hub.p50, unit: 'ms', reference: reference.p50 },
      { what: `${name}: p99 machine → screen`, measured: hub.p99, unit: 'ms', target: targets.intakeLatency, reference: reference.p99 },
      { what: `${name}: processor time each`, measured: microsEach(hub), unit: 'µs', reference: microsEach(reference) },
      ...kept(name, hub),
    )
  }
  return rows
}

/** 5,000 facts a second, evenly: how late the screens are, and what it costs. */
export async function benchSteady(engine: Engine, { machines, seconds }: Scale): Promise<Row[]> {
  const work = (story: Story) => (program: Program) => measure(program, { machines, story, pace: { kind: 'even', perSecond }, seconds })
  const plainSockets = await onReference(engine, work('visits'), 'plain')
  const rows: Row[] = [{ what: `${engine}: bare relay with plain sockets, p99`, measured: plainSockets.p99, unit: 'ms' }]
  for (const story of stories) {
    const reference = await onReference(engine, work(story))
    const hub = await onHub(engine, machines, work(story))
    const name = `${engine}, ${perSecond.toLocaleString('en-US')}/s, ${story}`
    rows.push(
      { what: `${name}: facts`, measured: hub.factsPerSecond, unit: '/s', reference: reference.factsPerSecond },
      { what: `${name}: p50 machine → screen`, measured: hub.p50, unit: 'ms', reference: reference.p50 },
      { what: `${name}: p99 machine → screen`, measured: hub.p99, unit: 'ms', target: targets.steadyLatency, reference: reference.p99 },
      { what: `${name}: processor`, measured: hub.cpu * 100, unit: '%', reference: reference.cpu * 100 },
      { what: `${name}: processor in times of the relay’s`, measured: hub.cpu / reference.cpu, unit: '×', target: targets.steadyCpu },
      ...kept(name, hub),
    )
  }
  return rows
}

/** An outage is over: every machine tells its 2,000 facts at once; then every row is counted. */
export async function benchBacklog(engine: Engine, { machines }: Scale): Promise<Row[]> {
  const each = 2000
  const work = (story: Story) => (program: Program) => load(program, { machines, story, pace: { kind: 'backlog', each }, seconds: 0 })
  const rows: Row[] = [{ what: `${engine}: raw inserts, no sockets`, measured: await rawInserts(engine, 3000), unit: '/s' }]
  for (const story of stories) {
    const reference = await onReference(engine, work(story))
    const hub = await onHub(engine, machines, work(story))
    const name = `${engine}, backlog of ${(machines * each).toLocaleString('en-US')}, ${story}`
    rows.push(
      {
        what: `${name}: facts`,
        measured: hub.factsPerSecond,
        unit: '/s',
        target: targets.backlog,
        reference: reference.factsPerSecond,
      },
      ...kept(name, { ...hub, facts: machines * each }),
    )
  }
  return rows
}

/** Every fact that was told and acknowledged is in the database, and none twice. */
function kept(name: string, { facts, rows, distinct }: { facts: number; rows: number; distinct: number }): Row[] {
  return [
    { what: `${name}: lost`, measured: Math.max(0, facts - distinct), unit: '', target: targets.backlogLost },
    { what: `${name}: double`, measured: rows - distinct, unit: '', target: targets.backlogDouble },
  ]
}

function microsEach({ cpu, factsPerSecond }: Measured): number {
  return (cpu * 1e6) / factsPerSecond
}

interface Load {
  machines: number
  story: Story
  pace: LoadOrder['pace']
  seconds: number
}

async function measure(program: Program, what: Load): Promise<Measured> {
  const screens = await openScreens(program.url, program.token, screenCount)
  let cpuSeconds = 0
  let ages: number[] = []
  const result = await load(program, what, moment => {
    if (moment === 'measuring') {
      screens.takeAges()
      cpuSeconds = -program.cpuSeconds()
    } else if (moment === 'measured') {
      ages = screens.takeAges()
      cpuSeconds += program.cpuSeconds()
    }
  })
  screens.close()
  return { ...result, p50: percentile(ages, 0.5), p99: percentile(ages, 0.99), cpu: cpuSeconds / what.seconds }
}

function load(program: Program, { machines, story, pace, seconds }: Load, moment?: (kind: string) => void): Promise<LoadResult> {
  const order: LoadOrder = {
    url: program.url,
    machines: machineIds(machines).map(id => ({ id, token: program.tokenOf(id) })),
    story,
    pace,
    warmUpMs: 2000,
    measureMs: seconds * 1000,
  }
  return inAnotherProcess<LoadResult>(path.join(import.meta.dirname, 'load.ts'), order, moment)
}

function onHub<T>(engine: Engine, machines: number, work: (hub: Program) => Promise<T>): Promise<T & { rows: number; distinct: number }> {
  return onDatabase(engine, async database => {
    const hub = await startHub(database, engine, machines)
    try {
      return { ...(await work(hub)), ...(await database.countFacts('palang')) }
    } finally {
      await hub.stop()
    }
  })
}

function onReference<T>(engine: Engine, work: (relay: Program) => Promise<T>, sockets: 'corked' | 'plain' = 'corked'): Promise<T> {
  return onDatabase(engine, async database => {
    const relay = await startReference(database, engine, 'reference.ts', sockets)
    return work(relay).finally(() => relay.stop())
  })
}

function rawInserts(engine: Engine, measureMs: number): Promise<number> {
  return onDatabase(engine, async database => {
    const order: RawOrder = { target: await referenceTarget(database, engine), factsPerTransaction: 512, measureMs }
    return (await inAnotherProcess<{ perSecond: number }>(path.join(import.meta.dirname, 'raw-inserts.ts'), order)).perSecond
  })
}

async function onDatabase<T>(engine: Engine, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(engine)
  return work(database).finally(() => database.stop())
}
