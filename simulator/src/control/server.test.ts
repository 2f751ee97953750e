import { afterEach, beforeEach, expect, test } from 'vitest'
import { loopbackServer } from '../transport/loopback-server.ts'
import { plainController, type SimulatedSite, simulatedSite } from '../simulated-site.test-support.ts'

let site: SimulatedSite
let url: string

beforeEach(async () => {
  site = simulatedSite()
  url = (await site.simulator.start()).controlUrl
})

afterEach(() => site.simulator.stop())

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body: text }) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

test('GET /state tells the whole world', async () => {
  const { status, body } = await ask('GET', '/state')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    seed: 7,
    traffic: { on: false },
    gates: { gate_in: { board: { gate: 'closed', actuations: 0 }, lane: { place: 'empty' } }, gate_out: { cash: { enabled: false } } },
    inside: [],
  })
})

test.each([
  ['GET', '/nothing', undefined, 404, 'not_found'],
  ['GET', '/gates/gate_9', undefined, 404, 'unknown_machine'],
  ['POST', '/gates/gate_in/fly', {}, 404, 'not_found'],
  ['GET', '/gates/gate_in/tap', undefined, 405, 'method_not_allowed'],
  ['POST', '/state', {}, 405, 'method_not_allowed'],
  ['POST', '/gates/gate_in/tap', '{"card', 400, 'invalid_json'],
  ['POST', '/gates/gate_in/tap', {}, 400, 'invalid_request'],
  ['POST', '/gates/gate_in/tap', { card_id: 7 }, 400, 'invalid_request'],
  ['POST', '/gates/gate_in/tap', { card_id: 'A', extra: 1 }, 400, 'invalid_request'],
  ['POST', '/gates/gate_in/tap', { card_id: 'CARD_001' }, 409, 'not_connected'],
  ['POST', '/gates/gate_in/raw', {}, 400, 'invalid_request'],
  ['POST', '/gates/gate_in/raw', { line: 'x', base64: 'eA==' }, 400, 'invalid_request'],
  ['POST', '/gates/gate_in/pay', { amount: 5_000 }, 409, 'no_such_device'],
  ['POST', '/gates/gate_out/pay', { amount: 1_234 }, 400, 'invalid_request'],
  ['POST', '/gates/gate_in/terminal', {}, 409, 'no_such_device'],
  ['POST', '/gates/gate_out/terminal', { next: 'explode' }, 400, 'invalid_request'],
  ['POST', '/gates/gate_in/fault', { fault: 'terminal_unplugged', on: true }, 409, 'no_such_device'],
  ['POST', '/gates/gate_in/drive-through', {}, 409, 'no_vehicle'],
  ['POST', '/gates/gate_in/back-out', {}, 409, 'no_vehicle'],
  ['POST', '/gates/gate_in/fault', { fault: 'haunted', on: true }, 400, 'invalid_request'],
  ['POST', '/traffic', { on: 'yes' }, 400, 'invalid_request'],
  ['POST', '/traffic', { interval_s: [20, 10] }, 400, 'invalid_request'],
  ['POST', '/wait', { gate: 'gate_9' }, 404, 'unknown_machine'],
])('%s %s with %j is answered %i %s', async (method, path, body, status, code) => {
  expect(await ask(method, path, body)).toMatchObject({ status, body: { code } })
})

test('pages in a browser are refused', async () => {
  expect(await ask('GET', '/state', undefined, { origin: 'http://evil.example' })).toMatchObject({ status: 403 })
})

test('moves a vehicle from arriving to passing, and a wait ends when its condition holds', async () => {
  const { cards } = plainController(site, 'gate_in')
  await site.clock.advance(200)
  expect((await ask('POST', '/gates/gate_in/vehicle', { plate: 'B1234XYZ' })).body).toMatchObject({
    queued: false,
    vehicle: { plate: 'B1234XYZ' },
  })
  await ask('POST', '/gates/gate_in/tap', { card_id: 'CARD_001' })
  await ask('POST', '/gates/gate_in/drive-through')
  const waiting = ask('POST', '/wait', { gate: 'gate_in', passages: 1, lane: 'empty', timeout_s: 60 })
  // The request must have arrived before time moves on.
  await ask('GET', '/state')
  await site.clock.advance(10_000)
  expect(await waiting).toMatchObject({ status: 200, body: { held: true } })
  expect(cards).toEqual(['CARD:CARD_001:RFID'])
  expect((await ask('GET', '/state')).body['inside']).toMatchObject([{ card: 'CARD_001' }])
})

test('a condition that does not hold in time is answered as such', async () => {
  const waiting = ask('POST', '/wait', { gate: 'gate_in', barrier: 'open', timeout_s: 5 })
  await ask('GET', '/state')
  await site.clock.advance(5_000)
  expect(await waiting).toMatchObject({ status: 504, body: { code: 'condition_not_met' } })
})

test('garbage reaches the line as it is', async () => {
  const host = site.ports.end('gate_in-board')
  host.open()
  expect((await ask('POST', '/gates/gate_in/raw', { line: '$1,OK*ZZ' })).body).toEqual({ bytes: 9 })
  expect(host.heard).toEqual(['$1,OK*ZZ'])
  await ask('POST', '/gates/gate_in/raw', { base64: Buffer.from('half').toString('base64') })
  await ask('POST', '/gates/gate_in/raw', { base64: Buffer.from(' line\n').toString('base64') })
  expect(host.heard.at(-1)).toBe('half line')
})

test('how the next card payments end is chosen, and the terminal tells what it took', async () => {
  const host = site.ports.end('gate_out-terminal')
  host.open()
  expect((await ask('POST', '/gates/gate_out/terminal', { next: 'decline' })).body).toMatchObject({ next: 'decline', payments: [] })
  for (const payment of ['p-1', 'p-2']) {
    host.say(`SALE ${payment} 8000 IDR`)
    await site.clock.advance(2_000)
  }
  expect(host.heard).toEqual(['DECLINED p-1', 'APPROVED p-2 8000 SIM-1'])
  expect((await ask('POST', '/gates/gate_out/terminal')).body).toMatchObject({
    next: 'approve',
    taken_total: 8_000,
    payments: [{ payment_id: 'p-2', amount: 8_000, reference: 'SIM-1' }],
  })
})

test('a phone pays the code it scans, and the merchant hears of it as often as is said', async () => {
  const { gateway } = site.simulator.world
  if (gateway === undefined) throw new Error('the site has no provider')
  let heard = 0
  const merchant = loopbackServer(0, (_, response) => {
    heard += 1
    response.end()
  })
  const notifyUrl = await merchant.start()
  const make = (reference: string) => gateway.charges.make({ reference, amount: 5_000, expiresAtMs: Infinity, notifyUrl })
  const codes = ['p-1', 'p-2', 'p-3'].map(reference => make(reference).code)
  for (const [n, notifications] of [0, 2].entries())
    expect((await ask('POST', '/qris/pay', { code: codes[n], notifications })).body).toMatchObject({
      reference: `p-${n + 1}`,
      state: 'paid',
    })
  expect(heard).toBe(2)
  await ask('POST', '/qris/pay', { code: codes[2] })
  expect(heard).toBe(3)
  expect(await ask('POST', '/qris/pay', { code: 'nobody’s' })).toMatchObject({ status: 409, body: { code: 'not_found' } })
  await merchant.stop()
})

test('faults are set, listed and mended', async () => {
  const host = site.ports.end('gate_in-board')
  expect((await ask('POST', '/gates/gate_in/fault', { fault: 'unplugged', on: true })).body).toEqual({ faults: ['unplugged'] })
  expect(host.plugged).toBe(false)
  expect((await ask('POST', '/gates/gate_in/fault', { fault: 'unplugged', on: false })).body).toEqual({ faults: [] })
  expect(host.plugged).toBe(true)
})

test('traffic is switched and tuned', async () => {
  expect((await ask('POST', '/traffic', { on: true, turns_back: 1 })).body).toMatchObject({ on: true, turns_back: 1, interval_s: [12, 20] })
})
