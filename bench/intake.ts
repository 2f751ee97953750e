/** Durable intake under load: many machines tell, screens watch, nothing is acknowledged before its commit. */
import { fork } from 'node:child_process'
import path from 'node:path'
import type { Row } from './figures.ts'
import { percentile } from './figures.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import type { Story } from './machine.ts'
import { machineIds, openDatabase, startHub, startReference, type Engine, type Program } from './programs.ts'
import { openScreens } from './screens.ts'

export interface Scale {
  machines: number
  seconds: number
}

const screenCount = 5

interface Measured extends LoadResult {
  p50: number
  p99: number
  /** Processor seconds per second of load. */
  cpu: number
}

/** As many facts as 200 machines get acknowledged, per story, beside the reference. */
export async function benchIntake(engine: Engine, { machines, seconds }: Scale): Promise<Row[]> {
  const target = engine === 'sqlite' ? 25_000 : 18_000
  const full: LoadOrder['pace'] = { kind: 'full', batch: 3 }
  const reference = await onReference(engine, program => measure(program, machines, 'plain', full, seconds))
  const rows: Row[] = []
  for (const story of ['plain', 'visits'] as const) {
    const hub = await onHub(engine, machines, program => measure(program, machines, story, full, seconds))
    const name = `${engine}, ${machines} machines, ${story}`
    rows.push(
      {
        what: `${name}: facts`,
        measured: hub.factsPerSecond,
        unit: '/s',
        target: { bound: 'least', value: target },
        reference: reference.factsPerSecond,
      },
      {
        what: `${name}: p99 machine → screen`,
        measured: hub.p99,
        unit: 'ms',
        target: { bound: 'most', value: 50 },
        reference: reference.p99,
      },
    )
  }
  return rows
}

/** 5,000 facts a second, evenly: how late the screens are, and what it costs. */
export async function benchSteady(engine: Engine, { machines, seconds }: Scale): Promise<Row[]> {
  const even: LoadOrder['pace'] = { kind: 'even', perSecond: 5000 }
  const reference = await onReference(engine, program => measure(program, machines, 'plain', even, seconds))
  const rows: Row[] = []
  for (const story of ['plain', 'visits'] as const) {
    const hub = await onHub(engine, machines, program => measure(program, machines, story, even, seconds))
    const name = `${engine}, 5,000/s, ${story}`
    rows.push(
      { what: `${name}: facts`, measured: hub.factsPerSecond, unit: '/s', reference: reference.factsPerSecond },
      {
        what: `${name}: p99 machine → screen`,
        measured: hub.p99,
        unit: 'ms',
        target: { bound: 'most', value: 15 },
        reference: reference.p99,
      },
      {
        what: `${name}: processor`,
        measured: hub.cpu * 100,
        unit: '%',
        target: { bound: 'most', value: reference.cpu * 250 },
        reference: reference.cpu * 100,
      },
    )
  }
  return rows
}

/** An outage is over: 50 machines tell 2,000 facts each at once; then every row is counted. */
export async function benchBacklog(engine: Engine, { machines }: Scale): Promise<Row[]> {
  const each = 2000
  const pace: LoadOrder['pace'] = { kind: 'backlog', each }
  const reference = await onReference(engine, program => load(program, { machines, story: 'plain', pace, seconds: 0 }, () => undefined))
  const rows: Row[] = []
  for (const story of ['plain', 'visits'] as const) {
    const result = await onHub(engine, machines, async (program, countFacts) => {
      const told = await load(program, { machines, story, pace, seconds: 0 }, () => undefined)
      return { ...told, stored: await countFacts() }
    })
    const name = `${engine}, backlog of ${(machines * each).toLocaleString('en-US')}, ${story}`
    rows.push(
      {
        what: `${name}: facts`,
        measured: result.factsPerSecond,
        unit: '/s',
        target: { bound: 'least', value: 60_000 },
        reference: reference.factsPerSecond,
      },
      {
        what: `${name}: lost or double`,
        measured: Math.abs(result.stored - machines * each),
        unit: '',
        target: { bound: 'most', value: 0 },
      },
    )
  }
  return rows
}

async function measure(program: Program, machines: number, story: Story, pace: LoadOrder['pace'], seconds: number): Promise<Measured> {
  const screens = await openScreens(program.url, program.token, screenCount)
  let cpuBefore = 0
  let cpu = 0
  const result = await load(program, { machines, story, pace, seconds }, moment => {
    if (moment === 'measuring') {
      screens.takeAges()
      cpuBefore = program.cpuSeconds()
    } else cpu = (program.cpuSeconds() - cpuBefore) / seconds
  })
  const ages = screens.takeAges()
  screens.close()
  return { ...result, p50: percentile(ages, 0.5), p99: percentile(ages, 0.99), cpu }
}

/** Runs the load in another process, so that its work does not count as the hub's. */
function load(
  program: Program,
  { machines, story, pace, seconds }: { machines: number; story: Story; pace: LoadOrder['pace']; seconds: number },
  moment: (what: 'measuring' | 'measured') => void,
): Promise<LoadResult> {
  const order: LoadOrder = {
    url: program.url,
    machines: machineIds(machines).map(id => ({ id, token: program.tokenOf(id) })),
    story,
    pace,
    warmUpMs: 2000,
    measureMs: seconds * 1000,
  }
  const child = fork(path.join(import.meta.dirname, 'load.ts'), { execArgv: ['--disable-warning=ExperimentalWarning'] })
  child.send(order)
  return new Promise((resolve, reject) => {
    child.on('message', message => {
      const { kind, result } = message as { kind: string; result: LoadResult }
      if (kind === 'measuring' || kind === 'measured') moment(kind)
      if (kind === 'result') resolve(result)
    })
    child.once('exit', code => reject(new Error(`the load ended with ${code}`)))
  })
}

async function onHub<T>(
  engine: Engine,
  machines: number,
  work: (program: Program, countFacts: () => Promise<number>) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(engine)
  const hub = await startHub(database, engine, machines)
  try {
    return await work(hub, () => database.count('palang', 'facts'))
  } finally {
    await hub.stop()
    await database.stop()
  }
}

async function onReference<T>(engine: Engine, work: (program: Program) => Promise<T>): Promise<T> {
  const database = await openDatabase(engine)
  const relay = await startReference(database, engine)
  try {
    return await work(relay)
  } finally {
    await relay.stop()
    await database.stop()
  }
}
