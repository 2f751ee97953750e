import { silentLog } from '@palang/kit'
import type { CommandResult } from '@palang/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDeviceLinks } from './device-link.ts'
import { admin, mac, treatmentHub } from './testing/treatment-hub.ts'

let hub: Awaited<ReturnType<typeof treatmentHub>>
beforeEach(async () => {
  hub = await treatmentHub()
})
afterEach(() => hub.close())

const order = {
  type: 'treatment_start',
  id: 'c1',
  deadline: '2026-01-20T10:30:10.000Z',
  machine_id: 'ozon-1',
  payload: { treatment: 'BASIC' },
}

/** The links over a broker that hands on what it is told to, to devices that are there. */
function linked(there: readonly string[]) {
  const published: [deviceId: string, command: object][] = []
  const answers: [machineId: string, result: CommandResult][] = []
  let isListening = true
  const links = createDeviceLinks({
    broker: {
      isConnected: id => there.includes(id),
      publishCommand: async (deviceId, command) => {
        if (!isListening) throw new Error('no subscription')
        published.push([deviceId, command])
      },
    },
    treatments: hub.treatments,
    log: silentLog(),
    answered: async (machineId, result) => void answers.push([machineId, result]),
  })
  return { links, published, answers, deafen: () => (isListening = false) }
}

const assign = (deviceId = mac, machineId = 'ozon-1') => hub.treatments.assignments.assign(admin, { deviceId, machineId })

test('an order goes to the device at the machine, with its id and deadline, and what that answers is the proof', async () => {
  await assign()
  const { links, published, answers } = linked([mac])
  expect(links.connectionOf('ozon-1')?.send(order)).toBe(true)
  expect(published).toEqual([[mac, { treatment: 'BASIC', id: 'c1', deadline: order.deadline, type: 'treatment_start' }]])
  await hub.say('command_reply', { id: 'c1', result: 'accepted' })
  await hub.say('command_reply', { id: 'c1', result: 'done' })
  await hub.say('command_reply', { id: 'c2', result: 'rejected', code: 'cooling', message: 'it rests' })
  expect(answers).toEqual([
    ['ozon-1', { command_id: 'c1', state: 'accepted' }],
    ['ozon-1', { command_id: 'c1', state: 'succeeded', evidence: { kind: 'told' } }],
    ['ozon-1', { command_id: 'c2', state: 'rejected', error: { code: 'cooling', message: 'it rests' } }],
  ])
})

test('a device that is away has no way to it, and one that hears no commands refuses at once', async () => {
  await assign()
  const away = linked([]).links
  expect([away.has('ozon-1'), away.connectionOf('ozon-1'), away.has('ozon-2')]).toEqual([true, undefined, false])
  const { links, answers, deafen } = linked([mac])
  deafen()
  expect(links.connectionOf('ozon-1')?.send(order)).toBe(true)
  await Promise.resolve()
  expect(answers).toMatchObject([['ozon-1', { command_id: 'c1', state: 'rejected', error: { code: 'machine_offline' } }]])
})

test('a device answers only for the machine it is at, and after a swap the new one gets the orders', async () => {
  await assign()
  const { links, published, answers } = linked([mac, 'unit-2'])
  await hub.clock.advance(1_000)
  await assign('unit-2')
  links.connectionOf('ozon-1')?.send(order)
  expect(published.map(([deviceId]) => deviceId)).toEqual(['unit-2'])
  await hub.say('command_reply', { id: 'c1', result: 'done' })
  expect(answers).toEqual([])
})
