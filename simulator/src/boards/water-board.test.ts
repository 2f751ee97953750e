import { afterEach, beforeEach, expect, test } from 'vitest'
import { type SimulatedSite, simulatedSite, writtenSite } from '../simulated-site.test-support.ts'
import { frame } from './line.ts'

let site: SimulatedSite
let url: string

beforeEach(async () => {
  const { folder, file } =
    writtenSite(`  - { id: vending-1, family: water, panel: { port: 8003 }, devices: { board: { driver: palang-line, port: COM9, pulses_per_litre: 450 } } }
`)
  site = simulatedSite({}, folder, file)
  url = (await site.simulator.start()).controlUrl
})

afterEach(() => site.simulator.stop())

const ask = async (act: string, body?: unknown) => {
  const answer = await fetch(`${url}/waters/vending-1${act}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

test('a water machine is played on its port: it starts when the port opens, pours in its time, and a leak ends it', async () => {
  const host = site.ports.end('vending-1-board')
  host.open()
  await site.clock.advance(200)
  expect(host.heard.at(-1)).toContain('BOOT,1.0.0,external,1')
  host.say(frame(1, ['POUR', 450, 60_000]))
  await site.clock.advance(1_000)
  // The pump needs 300 ms; then come fifty a second, unevenly.
  expect((await ask('')).body).toMatchObject({ connected: true, pouring: true, flow: 34 })
  expect((await ask('/fault', { fault: 'leak', on: true })).body).toMatchObject({ pouring: false, last: { pulses: 34, reason: 'leak' } })
  expect(host.heard.some(line => line.includes('EVT,POURED,34,leak'))).toBe(true)
  await ask('/reset', { power: true })
  await site.clock.advance(200)
  expect((await ask('')).body).toMatchObject({ boot: 2, last: { count: 0, reason: 'none' } })
})

test.each([
  ['/fly', {}, 404],
  ['/fault', { fault: 'haunted', on: true }, 400],
  ['/reset', { power: 'yes' }, 400],
])('POST %s with %j is answered %i', async (act, body, status) => {
  expect((await ask(act, body)).status).toBe(status)
})
