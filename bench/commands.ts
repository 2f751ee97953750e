/** Tracked commands, click → evidence → click, on boards that are only in memory; each command is written down four times. */
import { Agent, request } from 'node:http'
import { percentile, type Row } from './figures.ts'
import { connectMachine } from './machine.ts'
import { machineIds, openDatabase, startHub, type Engine, type Program } from './programs.ts'

const clickers = 128
const evenPerSecond = 500

/** As many as `machines` gates and 128 clickers get through, and how long one takes at 500 a second. */
export async function benchCommands(engine: Engine, { machines, seconds }: { machines: number; seconds: number }): Promise<Row[]> {
  const database = await openDatabase(engine)
  const hub = await startHub(database, engine, machines)
  const ids = machineIds(machines)
  const boards = []
  try {
    for (const id of ids) boards.push(await connectMachine(hub.url, id, hub.tokenOf(id), 'plain'))
    const agent = new Agent({ keepAlive: true, maxSockets: clickers })
    const full = await clickAll(hub, agent, ids, seconds)
    const even = await clickEvenly(hub, agent, ids, seconds)
    agent.destroy()
    return [
      { what: `${engine}: commands over HTTP`, measured: full.length / seconds, unit: '/s', target: { bound: 'least', value: 5000 } },
      { what: `${engine}: p99 at full load`, measured: percentile(full, 0.99), unit: 'ms' },
      { what: `${engine}: p99 at ${evenPerSecond}/s`, measured: percentile(even, 0.99), unit: 'ms', target: { bound: 'most', value: 15 } },
    ]
  } finally {
    for (const board of boards) board.close()
    await hub.stop()
    await database.stop()
  }
}

async function clickAll(hub: Program, agent: Agent, ids: readonly string[], seconds: number): Promise<number[]> {
  const times: number[] = []
  const endMs = performance.now() + seconds * 1000
  await Promise.all(
    Array.from({ length: clickers }, async (_, n) => {
      for (let i = n; performance.now() < endMs; i++) times.push(await click(hub, agent, ids[i % ids.length] ?? ''))
    }),
  )
  return times
}

async function clickEvenly(hub: Program, agent: Agent, ids: readonly string[], seconds: number): Promise<number[]> {
  const times: Promise<number>[] = []
  const startMs = performance.now()
  await new Promise<void>(done => {
    const timer = setInterval(() => {
      const due = Math.floor(((performance.now() - startMs) / 1000) * evenPerSecond)
      while (times.length < Math.min(due, evenPerSecond * seconds)) times.push(click(hub, agent, ids[times.length % ids.length] ?? ''))
      if (times.length < evenPerSecond * seconds) return
      clearInterval(timer)
      done()
    }, 1)
  })
  return Promise.all(times)
}

/** One opening with its evidence; resolves to how long it took in milliseconds. Throws on any other answer. */
function click(hub: Program, agent: Agent, id: string): Promise<number> {
  const body = JSON.stringify({ action: 'open', duration: 5, reason: 'bench' })
  const startMs = performance.now()
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sent = request(`${hub.url}/api/gate/control/${id}`, { method: 'POST', agent, headers }, response => {
      let text = ''
      response.on('data', chunk => (text += String(chunk)))
      response.on('end', () => {
        if (response.statusCode === 200 && text.includes('"succeeded"')) resolve(performance.now() - startMs)
        else reject(new Error(`${response.statusCode} ${text}`))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
