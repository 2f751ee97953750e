import path from 'node:path'
import { ManualClock, silentLog } from '@palang/kit'
import type { CommandResult } from '@palang/protocol'
import { describe, expect, test } from 'vitest'
import type { Machine, MachineCommand } from '../families/machine.ts'
import type { Refusal } from '../families/water/sale-refusal.ts'
import type { WaterMachine } from '../families/water/water-machine.ts'
import { panelApp } from './panel.ts'
import type { PanelSource } from './source.ts'
import { fakeMachine, fakeSource } from './testing/fake-machine.ts'

const token = 'panel-token-of-this-machine'

/** The panel of a water machine, and the commands that reached it. */
function panel(result: Partial<CommandResult> = { state: 'succeeded' }, changed: Partial<PanelSource> = {}) {
  const given: MachineCommand[] = []
  const execute: Machine['execute'] = command => {
    given.push(command)
    return Promise.resolve({ command_id: command.id, state: 'succeeded', ...result })
  }
  const machine = fakeMachine({ execute, present: () => Promise.resolve({ ok: false, code: 'machine_busy' }) })
  const app = (peer: string) =>
    panelApp({
      family: 'water',
      host: '127.0.0.1',
      port: 0,
      token,
      kioskFolder: path.join(import.meta.dirname, 'no-kiosk-here'),
      source: fakeSource(machine, changed),
      clock: new ManualClock(),
      log: silentLog(),
      peer: () => peer,
    })
  const pour = async (body: unknown, headers: Record<string, string> = {}, peer = '127.0.0.1') => {
    const answer = await app(peer).request('http://127.0.0.1/api/dispense', {
      method: 'POST',
      headers: { host: '127.0.0.1', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  return { given, pour }
}

test('a technician at the machine pours, and the answer is what the machine proves', async () => {
  const { given, pour } = panel({ evidence: { kind: 'measured', delivered_ml: 251 } })
  expect(await pour({ volume_ml: 250 })).toMatchObject({ status: 200, body: { state: 'succeeded', evidence: { delivered_ml: 251 } } })
  expect(given).toMatchObject([{ type: 'dispense', payload: { volume_ml: 250 } }])
})

test('a customer’s screen cannot pour for nothing, and nobody from afar without the token', async () => {
  const { given, pour } = panel()
  expect((await pour({ volume_ml: 250 }, { origin: 'http://127.0.0.1' })).status).toBe(401)
  expect((await pour({ volume_ml: 250 }, {}, '192.168.1.9')).status).toBe(401)
  expect(given).toEqual([])
  expect((await pour({ volume_ml: 250 }, { authorization: `Bearer ${token}` }, '192.168.1.9')).status).toBe(200)
})

test.each([{}, { volume_ml: 0 }, { volume_ml: 50_001 }, { volume_ml: 2.5 }, { volume_ml: '250' }])('%j is refused', async body => {
  const { given, pour } = panel()
  expect(await pour(body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  expect(given).toEqual([])
})

test('less than was ordered is a problem that says how much came', async () => {
  const error = { code: 'pour_incomplete', message: '111 of 250 ml came: leak' }
  const { pour } = panel({ state: 'failed', error, evidence: { kind: 'measured', delivered_ml: 111 } })
  expect(await pour({ volume_ml: 250 })).toMatchObject({ status: 409, body: { code: 'pour_incomplete', evidence: { delivered_ml: 111 } } })
})

test('the same id again gets the earlier result', async () => {
  const earlier = { command_id: 'c1', state: 'succeeded' } as const
  const gate = { hubEpoch: () => null, nowMs: () => 0, latestMs: () => 0, earlier: (id: string) => (id === 'c1' ? earlier : undefined) }
  const { given, pour } = panel({}, { commandGate: () => gate })
  expect(await pour({ volume_ml: 250, id: 'c1' })).toMatchObject({ status: 200, body: earlier })
  expect(given).toEqual([])
})

describe('a customer at the screen', () => {
  function kiosk(refusal: Refusal | null = null) {
    const done: unknown[] = []
    const machine: WaterMachine = {
      ...fakeMachine({ execute: () => Promise.reject(new Error('no command')), present: () => Promise.reject(new Error('no gate')) }),
      choose(volumeMl) {
        done.push(volumeMl)
        return refusal
      },
      act(act) {
        done.push(act)
        return refusal
      },
      snapshot: () => ({ mode: 'active', devices: {}, alarms: [], water: { valve: 'closed', switches: unheard } }),
    }
    const app = panelApp({
      family: 'water',
      host: '127.0.0.1',
      port: 0,
      token,
      kioskFolder: path.join(import.meta.dirname, 'no-kiosk-here'),
      source: fakeSource(machine),
      clock: new ManualClock(),
      log: silentLog(),
      peer: () => '127.0.0.1',
    })
    const post = (route: string, body?: unknown) =>
      app.request(`http://127.0.0.1/api/sale/${route}`, {
        method: 'POST',
        headers: { host: '127.0.0.1', origin: 'http://127.0.0.1', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    return { done, post }
  }

  test('chooses, pays, stops and leaves without a token', async () => {
    const { done, post } = kiosk()
    const answers = [
      await post('choose', { volume_ml: 600 }),
      await post('qris', { act: 'start' }),
      await post('card', { act: 'cancel' }),
      await post('stop'),
      await post('cancel'),
      await post('done'),
    ]
    expect(answers.map(answer => answer.status)).toEqual([202, 202, 202, 202, 202, 202])
    expect(done).toEqual([
      600,
      { kind: 'qris', act: 'start' },
      { kind: 'pay_card', act: 'cancel' },
      { kind: 'stop' },
      { kind: 'cancel' },
      { kind: 'done' },
    ])
  })

  test.each([
    [{ code: 'machine_busy' }, 409],
    [{ code: 'sale_closed', reason: 'door_open' }, 409],
    [{ code: 'not_found' }, 404],
    [{ code: 'payment_not_offered' }, 409],
    [{ code: 'nothing_under_way' }, 409],
    [{ code: 'device_missing' }, 409],
    [{ code: 'device_unavailable' }, 409],
  ] as const)('is told %j, whatever was wished', async (why, http) => {
    const { post } = kiosk(why)
    for (const answer of [await post('choose', { volume_ml: 600 }), await post('qris', { act: 'start' }), await post('stop')]) {
      expect(answer.status).toBe(http)
      expect(await answer.json()).toMatchObject(why)
    }
  })

  test('what is no choice is refused', async () => {
    const { done, post } = kiosk()
    expect((await post('choose', { volume_ml: '600' })).status).toBe(400)
    expect((await post('qris', { act: 'pay' })).status).toBe(400)
    expect(done).toEqual([])
  })
})

const unheard = { door: null, leak: null, emergency_stop: null, tamper: null }
