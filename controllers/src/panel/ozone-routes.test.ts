import path from 'node:path'
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import type { OzoneMachine } from '../families/ozone/ozone-machine.ts'
import type { Refusal } from '../families/ozone/sale.ts'
import { panelApp } from './panel.ts'
import { fakeMachine, fakeSource } from './testing/fake-machine.ts'

/** The screen of a treatment machine, and what it asked of the machine. */
function kiosk(refusal: Refusal | null = null) {
  const done: unknown[] = []
  const wish = (what: unknown) => {
    done.push(what)
    return refusal
  }
  const machine: OzoneMachine = {
    ...fakeMachine({ execute: () => Promise.reject(new Error('no command')), present: () => Promise.reject(new Error('no gate')) }),
    chooseTreatment: wish,
    act: wish,
    snapshot: () => ({
      mode: 'active',
      devices: {},
      alarms: [],
      ozone: { state: 'idle', treatment: null, remaining_s: null, switches: { door: false, emergency_stop: false } },
    }),
  }
  const app = panelApp({
    family: 'ozone',
    host: '127.0.0.1',
    port: 0,
    token: 'panel-token-of-this-machine',
    kioskFolder: path.join(import.meta.dirname, 'no-kiosk-here'),
    source: fakeSource(machine),
    clock: new ManualClock(),
    log: silentLog(),
    peer: () => '127.0.0.1',
  })
  const post = (route: string, body: object = {}) =>
    app.request(`http://127.0.0.1/api/sale/${route}`, {
      method: 'POST',
      headers: { host: '127.0.0.1', origin: 'http://127.0.0.1', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return { done, post }
}

test('a customer chooses, pays, stops and leaves', async () => {
  const { done, post } = kiosk()
  const answers = [
    await post('choose', { treatment: 'BASIC' }),
    await post('qris', { act: 'start' }),
    await post('stop'),
    await post('done'),
  ]
  expect(answers.map(answer => answer.status)).toEqual([202, 202, 202, 202])
  expect(done).toEqual(['BASIC', { kind: 'qris', act: 'start' }, { kind: 'stop' }, { kind: 'done' }])
})

test('is told why a choice is not taken, and what is no choice never reaches the machine', async () => {
  const { done, post } = kiosk({ code: 'sale_closed', reason: 'cooling_down' })
  const refused = await post('choose', { treatment: 'PREMIUM' })
  expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'sale_closed', reason: 'cooling_down' }])
  for (const treatment of ['DELUXE', 5, null]) expect((await post('choose', { treatment })).status).toBe(400)
  expect(done).toEqual(['PREMIUM'])
})
