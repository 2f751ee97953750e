import path from 'node:path'
import { ManualClock, silentLog } from '@palang/kit'
import type { CommandResult } from '@palang/protocol'
import { expect, test } from 'vitest'
import type { Machine, MachineCommand } from '../families/machine.ts'
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
