import path from 'node:path'
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { ticketJob } from '../devices/printer/contract.ts'
import { SimulatedPrinter } from '../devices/printer/simulated.ts'
import { panelApp } from './panel.ts'
import { fakeMachine, fakeSource } from './testing/fake-machine.ts'

const token = 'panel-token-of-this-machine'
const page = { 'sec-fetch-site': 'same-origin' }

async function panelWithLostTicket() {
  const clock = new ManualClock()
  const printer = new SimulatedPrinter({ clock })
  printer.start()
  await clock.advance(100)
  printer.runOutInNextJob()
  await printer.print(ticketJob('T-01'))
  const machine = fakeMachine({
    execute: command => Promise.resolve({ command_id: command.id, state: 'succeeded' }),
    present: () => Promise.resolve({ ok: false, code: 'no_vehicle' }),
  })
  const appWith = (given: SimulatedPrinter | undefined) =>
    panelApp({
      family: 'gate',
      host: '127.0.0.1',
      port: 0,
      token,
      kioskFolder: path.join(import.meta.dirname, 'no-kiosk-here'),
      source: fakeSource(machine, { printer: given }),
      clock,
      log: silentLog(),
      peer: () => '127.0.0.1',
    })
  const call = async (method: string, at: string, { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {}) => {
    const response = await appWith(printer).request(`http://127.0.0.1/api/printer/${at}`, {
      method,
      headers: { host: '127.0.0.1', ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, json: await response.json() }
  }
  return { printer, clock, call, appWith }
}

test('a lost ticket is offered, and printed once as a copy', async () => {
  const { printer, clock, call } = await panelWithLostTicket()
  expect((await call('GET', 'lost')).json).toEqual({ items: [{ id: 'T-01', kind: 'entry_ticket' }] })
  expect(await call('POST', 'reprint', { body: { id: 'T-01' } })).toMatchObject({
    status: 409,
    json: { code: 'device_unavailable', detail: 'no paper' },
  })
  printer.paper(true)
  await clock.advance(100)
  expect(await call('POST', 'reprint', { body: { id: 'T-01' } })).toEqual({ status: 200, json: { id: 'T-01', copy: true } })
  expect(printer.sheets).toMatchObject([{ job: { id: 'T-01' }, isCopy: true }])
  expect((await call('GET', 'lost')).json).toEqual({ items: [] })
  expect(await call('POST', 'reprint', { body: { id: 'T-01' } })).toMatchObject({ status: 404 })
  expect(printer.sheets).toHaveLength(1)
})

test('the kiosk’s own page sees no tickets of others and has none printed without the panel token', async () => {
  const { call } = await panelWithLostTicket()
  expect((await call('GET', 'lost', { headers: page })).status).toBe(401)
  expect((await call('POST', 'reprint', { body: { id: 'T-01' }, headers: page })).status).toBe(401)
  expect((await call('GET', 'lost', { headers: { ...page, authorization: `Bearer ${token}` } })).status).toBe(200)
})

test('a machine without a printer says so', async () => {
  const { appWith } = await panelWithLostTicket()
  const response = await appWith(undefined).request('http://127.0.0.1/api/printer/lost', { headers: { host: '127.0.0.1' } })
  expect(await response.json()).toMatchObject({ code: 'not_supported' })
})
