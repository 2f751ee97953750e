import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { frame } from '../boards/line.ts'
import { type SimulatedSite, simulatedSite, writtenSite } from '../simulated-site.test-support.ts'

let site: SimulatedSite
let controlUrl: string
let sensorsUrl: string

beforeEach(async () => {
  const devices = 'board: { driver: simulated }, sensor: { driver: simulated }'
  const paid = 'reader: { driver: simulated }, cash: { driver: simulated }, terminal: { driver: simulated }'
  const { folder, file } = writtenSite(`  - id: vending-1
    family: water
    panel: { port: 8011 }
    devices: { ${devices}, ${paid}, coins: { driver: pulse, pin: 3, value_per_pulse: 500 } }
    interlock: { flush_relay: 5 }
    consumables: { tank_litres: 19 }
  - { id: vending-2, family: water, panel: { port: 8012 }, devices: { ${devices} } }
`)
  site = simulatedSite({}, folder, file)
  const ready = await site.simulator.start()
  controlUrl = ready.controlUrl
  sensorsUrl = ready.sensorsUrl ?? ''
})

afterEach(() => site.simulator.stop())

const state = z.looseObject({
  tank_pulses: z.number().nullable(),
  flow: z.number(),
  water: z.looseObject({ filter_litres: z.number(), contamination: z.looseObject({ tds: z.number() }) }),
})

async function act(where: string, body?: unknown) {
  const answer = await fetch(`${controlUrl}/waters/${where}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
  return { status: answer.status, body: z.record(z.string(), z.unknown()).parse(await answer.json()) }
}

const seen = async (id = 'vending-1') => state.parse((await act(id)).body)

async function readings(id: string) {
  const answer = await fetch(`${sensorsUrl}/${id}/readings`)
  return { status: answer.status, body: z.record(z.string(), z.unknown()).parse(await answer.json()) }
}

function board(id = 'vending-1') {
  const end = site.ports.end(`${id}-board`)
  let number = 0
  const say = (...fields: (string | number)[]) => end.say(frame((number += 1), fields))
  end.open()
  site.clock.every(1_000, () => say('PING'))
  return { say, end }
}

test('the heads of all machines answer behind one port, each with the water of its own place', async () => {
  const [one, two] = [await readings('vending-1'), await readings('vending-2')]
  expect([one.status, two.status]).toEqual([200, 200])
  expect(one.body['tds']).not.toBe(two.body['tds'])
  expect(await readings('vending-3')).toEqual({ status: 404, body: { code: 'not_found' } })
  expect((await fetch(`${sensorsUrl}/vending-1/readings`, { method: 'POST' })).status).toBe(404)
})

test('a head without connection gives no answer, and a slow one not in time', async () => {
  await act('vending-1/fault', { fault: 'sensor_disconnected', on: true })
  await expect(readings('vending-1')).rejects.toThrow('fetch failed')
  await act('vending-1/fault', { fault: 'sensor_disconnected', on: false })
  await act('vending-1/fault', { fault: 'sensor_slow', on: true })
  const slow = readings('vending-1')
  await act('vending-1')
  await site.clock.advance(20_000)
  expect((await slow).status).toBe(200)
})

test('what is poured empties the tank and wears the filter, and the tank can be filled', async () => {
  const { say } = board()
  await site.clock.advance(200)
  const before = await seen()
  say('POUR', 450, 60_000)
  await site.clock.advance(15_000)
  const after = await seen()
  expect(after.tank_pulses).toBe((before.tank_pulses ?? 0) - 450)
  expect(after.water.filter_litres - before.water.filter_litres).toBeCloseTo(1)
  await act('vending-1/refill', {})
  expect((await seen()).tank_pulses).toBe(19 * 450)
  expect((await seen('vending-2')).tank_pulses).toBeNull()
})

test('a narrower nozzle pours the same in more time', async () => {
  const { say, end } = board()
  await act('vending-1/nozzle', { ml_per_s: 10 })
  await site.clock.advance(200)
  say('POUR', 45, 60_000)
  await site.clock.advance(9_000)
  expect(end.heard.join('\n')).not.toContain('POURED')
  await site.clock.advance(2_000)
  expect(end.heard.join('\n')).toContain('EVT,POURED,45,done')
})

test('bad water is measured, and goes when the flush valve is opened', async () => {
  const { say } = board()
  await site.clock.advance(200)
  const clean = Number((await readings('vending-1')).body['tds'])
  await act('vending-1/contaminate', { tds: 500 })
  expect(Number((await readings('vending-1')).body['tds'])).toBeGreaterThan(clean + 450)
  say('OUT', 5, 1, 60_000)
  await site.clock.advance(61_000)
  expect((await seen()).water.contamination.tds).toBeLessThan(10)
  expect(Number((await readings('vending-1')).body['tds'])).toBeLessThan(clean + 20)
})

test('notes, coins, cards and the terminal of a water machine are played as at a gate', async () => {
  expect((await act('vending-1/pay', { amount: 5_000 })).body).toEqual({ outcome: 'refused' })
  expect(await act('vending-2/pay', { amount: 5_000 })).toMatchObject({ status: 409, body: { code: 'no_such_device' } })
  expect(await act('vending-1/tap', { card_id: 'CARD_001' })).toMatchObject({ status: 409, body: { code: 'not_connected' } })
  const reader = site.ports.end('vending-1-reader')
  reader.open()
  await act('vending-1/tap', { card_id: 'CARD_001' })
  expect(reader.heard).toEqual(['CARD:CARD_001:RFID'])
  const cash = site.ports.end('vending-1-cash')
  cash.open()
  cash.say('ENABLE')
  cash.onLine = line => {
    if (line.startsWith('NOTE')) cash.say('ACCEPT')
  }
  const putting = act('vending-1/pay', { amount: 5_000 })
  await act('vending-1')
  await site.clock.advance(1_000)
  expect((await putting).body).toEqual({ outcome: 'stacked' })
  expect((await act('vending-1/terminal', { next: 'decline' })).body).toMatchObject({ next: 'decline' })
  const { say, end } = board()
  await site.clock.advance(200)
  say('CFG', 'coin_pin', 3)
  await act('vending-1/coin', { pulses: 2 })
  expect(end.heard.at(-1)).toContain('EVT,COIN,2')
})

test.each([
  ['fault', { fault: 'sensor_haunted', on: true }, 400],
  ['fault', { fault: 'frozen', on: true }, 400],
  ['nozzle', { ml_per_s: 0 }, 400],
  ['contaminate', { tds: 'much' }, 400],
  ['constructor', {}, 404],
])('POST %s with %j is answered %i', async (name, body, status) => {
  expect((await act(`vending-1/${name}`, body)).status).toBe(status)
})

test('each of the other things breaks and is mended', async () => {
  for (const [fault, key] of [
    ['dry', 'dry'],
    ['valve_stuck', 'valve_stuck'],
  ] as const) {
    expect((await act('vending-1/fault', { fault, on: true })).body[key]).toBe(true)
    expect((await act('vending-1/fault', { fault, on: false })).body[key]).toBe(false)
  }
  await act('vending-1/fault', { fault: 'unplugged', on: true })
  expect(site.ports.end('vending-1-board').plugged).toBe(false)
  expect(await act('vending-2/fault', { fault: 'cash_jammed', on: true })).toMatchObject({ status: 409 })
})

test('the probes foul, the filter wears and is changed, the head and the board lose their power', async () => {
  const fouled = await act('vending-1/foul', { days: 90 })
  expect(fouled.body).toMatchObject({ water: { fouled_days: 90 } })
  expect((await act('vending-1/filter', { litres: 4_000 })).body).toMatchObject({ water: { filter_litres: 4_000 } })
  expect((await act('vending-1/filter', {})).body).toMatchObject({ water: { filter_litres: 0 } })
  expect((await act('vending-1/restart-sensor', {})).body).toMatchObject({ head: { uptime_ms: 0 } })
  await site.clock.advance(4_000)
  expect((await readings('vending-1')).status).toBe(503)
  expect((await act('vending-1/reset', { power: true })).body).toMatchObject({ head: { uptime_ms: 0 } })
})
