/** Tracked commands, click → evidence → click, on boards that are only in memory, beside a bare relay that is durable. */
import path from 'node:path'
import type { ClickOrder, ClickResult } from './clicks.ts'
import type { Row } from './figures.ts'
import { inAnotherProcess } from './orders.ts'
import { machineIds, openDatabase, startHub, startReference, type Engine, type Program } from './programs.ts'
import { targets } from './targets.ts'

const perSecond = 500

/** How many clicks are proven, and how long one takes at 500 a second; by HTTP and by WebSocket. */
export async function benchCommands(engine: Engine, { machines, seconds }: { machines: number; seconds: number }): Promise<Row[]> {
  const rows: Row[] = []
  for (const way of ['http', 'websocket'] as const) {
    const measure = (program: Program) => clickOn(program, machines, way, seconds)
    const reference = await onOwnDatabase(engine, async database => startReference(database, engine, 'command-relay.ts'), measure)
    const hub = await onOwnDatabase(engine, async database => startHub(database, engine, machines), measure)
    const name = `${engine}, commands over ${way === 'http' ? 'HTTP' : 'WebSocket'}`
    rows.push(
      { what: name, measured: hub.perSecond, unit: '/s', target: targets.commands, reference: reference.perSecond },
      { what: `${name}: processor time each`, measured: hub.cpuMicros, unit: 'µs', reference: reference.cpuMicros },
      { what: `${name}: p99 at full throttle`, measured: hub.p99, unit: 'ms', reference: reference.p99 },
      { what: `${name}: p50 at ${perSecond}/s`, measured: hub.evenP50, unit: 'ms', reference: reference.evenP50 },
      {
        what: `${name}: p99 at ${perSecond}/s`,
        measured: hub.evenP99,
        unit: 'ms',
        target: targets.commandLatency,
        reference: reference.evenP99,
      },
    )
  }
  return rows
}

async function onOwnDatabase<T>(
  engine: Engine,
  start: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<Program>,
  work: (program: Program) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(engine)
  try {
    const program = await start(database)
    return await work(program).finally(() => program.stop())
  } finally {
    await database.stop()
  }
}

async function clickOn(
  program: Program,
  machines: number,
  way: ClickOrder['way'],
  seconds: number,
): Promise<ClickResult & { cpuMicros: number }> {
  const order: ClickOrder = {
    url: program.url,
    token: program.token,
    machines: machineIds(machines).map(id => ({ id, token: program.tokenOf(id) })),
    way,
    perSecond,
    warmUpMs: 2000,
    measureMs: seconds * 1000,
  }
  let cpuSeconds = 0
  const result = await inAnotherProcess<ClickResult>(path.join(import.meta.dirname, 'clicks.ts'), order, moment => {
    if (moment === 'measuring') cpuSeconds = -program.cpuSeconds()
    if (moment === 'measured') cpuSeconds += program.cpuSeconds()
  })
  return { ...result, cpuMicros: (cpuSeconds * 1e6) / (result.perSecond * seconds) }
}
