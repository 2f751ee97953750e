/** Thousands of controllers on one hub: what each costs, and how soon all are back after the hub died. */
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Row } from './figures.ts'
import { connectMachine } from './machine.ts'
import { machineIds, openDatabase, startHub, type Engine, type Program } from './programs.ts'
import { targets } from './targets.ts'

/** Connected at the same time by the load; the hub decides how many it takes at once. */
const hands = 50
const settleMs = 3000

/** Sockets a process needs beside those of the controllers. */
const otherFiles = 100

export async function benchConnections(engine: Engine, count: number): Promise<Row[]> {
  const files = openFileLimit()
  if (files !== undefined && files < count + otherFiles) {
    console.warn(`connections: not measured, a process may open ${files} files here and ${count + otherFiles} are needed (ulimit -n)`)
    return []
  }
  const database = await openDatabase(engine)
  const hub = await startHub(database, engine, count, ['--expose-gc'])
  try {
    await pause(settleMs)
    const before = hub.memoryMb()
    const first = await connectAll(hub, count)
    await pause(settleMs)
    const each = ((hub.memoryMb() - before) * 1024) / count
    for (const close of first) close()
    await hub.kill()
    const startMs = performance.now()
    await hub.restart()
    const second = await connectAll(hub, count)
    const backMs = performance.now() - startMs
    for (const close of second) close()
    const name = `${count.toLocaleString('en-US')} controllers`
    return [
      { what: `${name}: hub memory each`, measured: each, unit: 'KB', target: targets.connectionMemory },
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

async function connectAll(hub: Program, count: number): Promise<(() => void)[]> {
  const ids = machineIds(count)
  const closers: (() => void)[] = []
  await Promise.all(
    Array.from({ length: hands }, async () => {
      for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
        const machine = await connectMachine(hub.url, id, hub.tokenOf(id), 'simple')
        closers.push(() => machine.close())
      }
    }),
  )
  return closers
}
