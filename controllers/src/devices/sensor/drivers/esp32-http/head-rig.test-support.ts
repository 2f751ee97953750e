/** The driver in front of a played head, over real HTTP on this computer. */
import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { ManualClock, silentLog } from '@palang/kit'
import type { SensorEvent } from '../../port.ts'
import { Esp32HttpSensor } from './driver.ts'

export type Behave = (request: IncomingMessage, response: ServerResponse) => void

/** As our own head answers: 503 where a value is missing. */
export function says(values: Record<string, unknown>, uptimeMs?: () => number): Behave {
  return (request, response) => {
    if (request.url !== '/readings') return void response.writeHead(404).end()
    const isWhole = Object.values(values).every(value => value !== null)
    response.writeHead(isWhole ? 200 : 503, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ...values, ...(uptimeMs === undefined ? {} : { uptime_ms: uptimeMs() }) }))
  }
}

export const inOrder = { tds: 120.5, ph: 7.1, temperature: 27.3 }

export async function headRig({ path = '/readings', intervalMs = 1_000 } = {}) {
  const clock = new ManualClock()
  const asked = { urls: Array<string | undefined>(), now: 0, most: 0 }
  const sockets = new Set<Socket>()
  const head: { behave: Behave } = { behave: says(inOrder) }
  const server = http.createServer((request, response) => {
    asked.urls.push(request.url)
    asked.now += 1
    asked.most = Math.max(asked.most, asked.now)
    response.once('close', () => (asked.now -= 1))
    head.behave(request, response)
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the played head has no port')
  const { port } = address
  const sensor = new Esp32HttpSensor({ url: `http://127.0.0.1:${port}${path}`, intervalMs, clock, log: silentLog(), random: () => 0.5 })
  const events: SensorEvent[] = []
  sensor.subscribe(event => void events.push(event))
  const unplug = async () => {
    const closed = new Promise(resolve => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const step = async () => {
    await clock.advance(100)
    await pause(3)
  }
  return {
    clock,
    sensor,
    head,
    asked,
    sockets,
    events,
    step,
    unplug,
    plug: () => listen(port),
    readings: () => events.flatMap(event => (event.kind === 'reading' ? [event] : [])),
    faults: () => events.flatMap(event => (event.kind === 'fault' ? [event] : [])),
    async until(holds: () => boolean) {
      for (let steps = 0; !holds(); steps++) {
        if (steps > 1_000) throw new Error('what was waited for never came')
        await step()
      }
    },
    async end() {
      await sensor.stop()
      if (server.listening) await unplug()
    },
  }
}
