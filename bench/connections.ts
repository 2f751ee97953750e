/** Thousands of controllers on one hub: what each costs, and how soon all are back after the hub died. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Row } from './figures.ts'
import { connectMachine } from './machine.ts'
import { machineIds, openDatabase, startHub, type Engine, type Program } from './programs.ts'
import { targets } from './targets.ts'

/** Connected at the same time by the load; the hub decides how many it takes at once. */
const hands = 50
const settleMs = 3000

/** Sockets a process needs beside those of the controllers. */
const otherFiles = 100

/** Memory of the hub per controller, and how long after a kill all are welcome again. Nothing when too few files may be open. */
export async function benchConnections(engine: Engine, count: number): Promise<Row[]> {
  const files = openFileLimit()
  if (files !== undefined && files < count + otherFiles) {
    console.warn(`connections: not measured, a process may open ${files} files here and ${count + otherFiles} are needed (ulimit -n)`)
    return []
  }
  const database = await openDatabase(engine)
  const weigh = pathToFileURL(path.join(import.meta.dirname, 'weigh.ts')).href
  const hub = await startHub(database, engine, count, ['--expose-gc', '--import', weigh])
  const epochs = new Map(machineIds(count).map(id => [id, randomUUID()]))
  try {
    await pause(settleMs)
    const before = await hub.weigh()
    const first = await connectAll(hub, epochs)
    await pause(settleMs)
    const after = await hub.weigh()
    for (const close of first) close()
    await hub.kill()
    const startMs = performance.now()
    await hub.restart()
    const startedMs = performance.now()
    const second = await connectAll(hub, epochs)
    const backMs = performance.now() - startMs
    for (const close of second) close()
    const name = `${count.toLocaleString('en-US')} controllers`
    const each = (from: number, to: number) => (to - from) / 1024 / count
    return [
      {
        what: `${name}: live memory of the hub each`,
        measured: each(before.liveBytes, after.liveBytes),
        unit: 'KB',
        target: targets.connectionMemory,
      },
      {
        what: `${name}: resident memory of the hub each`,
        measured: each(before.residentBytes, after.residentBytes),
        unit: 'KB',
        target: targets.connectionMemory,
      },
      { what: `${name}: start of the hub`, measured: (startedMs - startMs) / 1000, unit: 's' },
      { what: `${name}: all back after a restart`, measured: backMs / 1000, unit: 's', target: targets.reconnect },
    ]
  } finally {
    await hub.stop()
    await database.stop()
  }
}

/** How many files this process, and the hub it starts, may open; unknown where the system does not tell. */
function openFileLimit(): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return limit === undefined ? undefined : Number(limit)
  } catch {
    return undefined
  }
}

/** Each machine comes with its own journal, the same one every time. */
async function connectAll(hub: Program, epochs: ReadonlyMap<string, string>): Promise<(() => void)[]> {
  const waiting = [...epochs]
  const closers: (() => void)[] = []
  await Promise.all(
    Array.from({ length: hands }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [id, epoch] = next
        const machine = await connectMachine(hub.url, id, hub.tokenOf(id), 'simple', epoch)
        closers.push(() => machine.close())
      }
    }),
  )
  return closers
}
