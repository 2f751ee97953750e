/** Machines that only post readings, on the sockets of screens and controllers. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../services.ts'
import { socketRig, type SocketRig } from './testing/socket-rig.ts'

const admin: Actor = { id: 'user:admin', role: 'admin' }

let rig: SocketRig
beforeEach(async () => {
  rig = await socketRig()
  await rig.services.announced.add(admin, { id: 'vending-11' })
})
afterEach(() => rig.stop())

test.each([
  ['dispense', { volume_ml: 600 }],
  ['stop_dispense', {}],
  ['flush', { seconds: 5, reason: 'test' }],
  ['sale_lock', { locked: true, reason: 'test' }],
  ['set_mode', { mode: 'maintenance' }],
])('%s to one is refused, because nobody is there to do it', async (type, payload) => {
  const screen = await rig.connect('/ws/all', { authorization: 'Bearer operator' })
  screen.say({ type, id: 'order-1', payload: { ...payload, machine_id: 'vending-11' } })
  expect(await screen.next(`${type}_response`)).toMatchObject({
    id: 'order-1',
    machine_id: 'vending-11',
    payload: { command_id: 'order-1', state: 'rejected', error: { code: 'not_supported' } },
  })
})

test('nobody comes in as its controller, and only itself is told why', async () => {
  rig.actors['vending-11-token'] = { id: 'machine:vending-11', role: 'machine', machineId: 'vending-11' }
  const refusal = async (token: string) => {
    const machine = await rig.connect('/ws/controller/vending-11', { authorization: `Bearer ${token}` })
    const { payload } = await machine.next('refused')
    return { code: payload['code'], closed: await machine.closed }
  }
  expect(await refusal('vending-11-token')).toEqual({ code: 'not_supported', closed: 4403 })
  expect(await refusal('gate_in-token')).toEqual({ code: 'unknown_machine', closed: 4403 })
})

test('screens hear that one was removed, also those of its outlet alone, and whoever comes later hears nothing of it', async () => {
  rig.actors['neighbour'] = { id: 'user:sari', role: 'operator', outlets: [rig.services.site.outlet.id] }
  const [one, other] = await Promise.all(['operator', 'neighbour'].map(who => rig.connect('/ws/all', { authorization: `Bearer ${who}` })))
  rig.services.live.publish({ type: 'water_quality', machineId: 'vending-12', payload: {} })
  await rig.services.announced.add(admin, { id: 'vending-12' })
  rig.services.live.publish({ type: 'presence', machineId: 'vending-12', payload: { machine_id: 'vending-12', online: true } })
  await rig.services.announced.remove(admin, 'vending-12')
  for (const screen of [one, other]) {
    expect(await screen?.next('presence')).toMatchObject({ machine_id: 'vending-12', payload: { online: true } })
    expect(await screen?.next('presence')).toMatchObject({ machine_id: 'vending-12', payload: { online: false } })
  }
  expect(rig.services.live.latest('vending-12')).toEqual([])
  const late = await rig.connect('/ws/all', { authorization: 'Bearer operator' })
  late.say({ type: 'dispense', id: 'order-2', payload: { volume_ml: 600, machine_id: 'vending-12' } })
  expect(await late.next('water_quality', 'dispense_response')).toMatchObject({
    type: 'dispense_response',
    payload: { state: 'rejected', error: { code: 'unknown_machine' } },
  })
})
