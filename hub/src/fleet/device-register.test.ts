import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import type { Store } from '../store/store.ts'
import { createDeviceRegister } from './device-register.ts'

function register(assign: Store['devices']['assign']) {
  const store: Pick<Store, 'devices'> = { devices: { assign, list: async () => [] } }
  return createDeviceRegister({ store: store as Store, clock: new ManualClock(), log: silentLog() })
}

const board = (serial: string) => ({ arduino: { connected: true, model: 'palang 1.4', serial, port: '/dev/ttyACM0' } })

test('a device is written down once, and again when another one takes its place', async () => {
  const seen: string[] = []
  const devices = register(async ({ kind, serial, model }) => void seen.push(`${kind} ${serial} ${model}`))
  for (const serial of ['A1', 'A1', 'B2', 'B2']) devices.observe('gate_in', 'hardware_status', board(serial))
  expect(seen).toEqual(['arduino A1 palang 1.4', 'arduino B2 palang 1.4'])
})

test('without a serial number a device is known by its port; what is not connected is not fitted', () => {
  const seen: string[] = []
  const devices = register(async ({ serial }) => void seen.push(serial))
  devices.observe('gate_in', 'hardware_status', {
    card_reader: { connected: true, port: 'COM17' },
    camera: { connected: false },
    promise: 'observed',
  })
  devices.observe('gate_in', 'system_status', board('A1'))
  expect(seen).toEqual(['gate_in:COM17'])
})

test('a device the database would not take is tried again with the next status', async () => {
  let tries = 0
  const devices = register(async () => {
    tries += 1
    if (tries === 1) throw new Error('away')
  })
  devices.observe('gate_in', 'hardware_status', board('A1'))
  await new Promise(resolve => setImmediate(resolve))
  devices.observe('gate_in', 'hardware_status', board('A1'))
  devices.observe('gate_in', 'hardware_status', board('A1'))
  expect(tries).toBe(2)
})
