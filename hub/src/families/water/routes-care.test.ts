import { ofNoSale } from '../../domain/pours.ts'
import { calibrations, waterSettings } from '@palang/protocol'
import { expect, test } from 'vitest'
import { sessionRecord } from '../../edges/http/testing/fake-hub.ts'
import { watchCare } from '../../water/care-watch.ts'
import { waterConfig } from './settings.ts'
import { waterHub } from './testing/water-hub.ts'

const dayMs = 86_400_000
const ph = {
  kind: 'ph',
  points: [
    { measured: 4.2, reference: 4.01 },
    { measured: 7.1, reference: 6.86 },
  ],
}
const consumables = { tank_litres: 100, filter_litres: 5000, uv_hours: 240 }
const board = { driver: 'simulated' as const, pulses_per_litre: 450 }

async function hub() {
  const made = await waterHub({ consumables, devices: { board } })
  const { call, services, store, clock } = made
  const enter = (json: unknown, as: 'operator' | 'viewer' = 'operator') =>
    call('POST', '/api/v1/machines/vending-1/calibrations', { as, json })
  const listed = async () => calibrations.parse((await call('GET', '/api/v1/machines/vending-1/calibrations')).json).items
  const told = async () => waterSettings.parse((await waterConfig(services))('vending-1').config).calibrations['vending-1']
  const pour = (litres: number, change: object = {}) => {
    const at = new Date(clock.now()).toISOString()
    const id = `pour-${store.shelves.sessions.size}`
    const detail = { purpose: 'sale' as const, orderedMl: litres * 1000, deliveredMl: litres * 1000, exact: true, ...ofNoSale }
    const water = { id, family: 'water' as const, machineId: 'vending-1', vehicleClass: null, closedAt: at, pour: detail, ...change }
    store.shelves.sessions.set(id, sessionRecord(at, water))
  }
  const renew = (json: unknown) => call('POST', '/api/v1/machines/vending-1/renewals', { json })
  const standing = async () => (await call('GET', '/api/water/consumables')).json['items']
  const alarms = () => [...store.shelves.alarms.values()].map(({ code, machineId, state }) => [code, machineId, state])
  const watch = watchCare(services)
  return { ...made, enter, listed, told, pour, renew, standing, alarms, watch }
}

test('a calibration is told to its machine, due after the days of the site, and on the audit trail', async () => {
  const { enter, listed, told, toldAnew, store } = await hub()
  expect(await enter({ ...ph, note: 'buffers of January' })).toMatchObject({
    status: 201,
    json: { kind: 'ph', points: ph.points, pulses_per_litre: null, due_at: '2026-04-20T10:30:00.000Z', overdue: false },
  })
  expect(toldAnew).toEqual(['water'])
  expect(await told()).toEqual({ ph: { points: ph.points, calibrated_at: '2026-01-20T10:30:00.000Z', due_at: '2026-04-20T10:30:00.000Z' } })
  await enter({ kind: 'flow', pulses_per_litre: 460 })
  expect(await told()).toMatchObject({ flow: { pulses_per_litre: 460 }, ph: { points: ph.points } })
  expect((await listed()).map(({ kind }) => kind)).toEqual(['flow', 'ph'])
  expect(store.shelves.audit).toMatchObject([
    { action: 'calibrate', subject: 'vending-1', before: null, reason: 'buffers of January' },
    { action: 'calibrate', subject: 'vending-1', after: { kind: 'flow', pulses_per_litre: 460 } },
  ])
})

test('the newest of a kind is in force, also when the clock was set back in between; the older ones stay', async () => {
  const { enter, listed, told, clock } = await hub()
  await enter(ph)
  clock.jump(clock.now() - dayMs)
  await enter({ kind: 'ph', points: [{ measured: 7, reference: 6.86 }] })
  expect(await told()).toMatchObject({ ph: { points: [{ measured: 7, reference: 6.86 }] } })
  expect((await listed()).map(({ points }) => points?.length)).toEqual([1, 2])
})

test('the latest date a calibration may be due is two years ahead, and whoever enters a later one is told which field', async () => {
  const { enter, listed } = await hub()
  expect(await enter({ ...ph, due_at: '2028-01-20T10:30:00.001Z' })).toMatchObject({
    status: 409,
    json: {
      code: 'calibration_implausible',
      reason: 'due_too_far',
      errors: [{ path: 'due_at', message: '2028-01-20T10:30:00.001Z is more than 730 days ahead' }],
    },
  })
  expect(await enter({ ...ph, due_at: '2028-01-20T10:30:00.000Z' })).toMatchObject({ status: 201 })
  expect((await listed()).map(one => one.due_at)).toEqual(['2028-01-20T10:30:00.000Z'])
})

test.each([
  [{ kind: 'ph' }, 400],
  [{ kind: 'flow', points: ph.points }, 400],
  [{ kind: 'ph', points: [] }, 400],
  [{ ...ph, points: [...ph.points, ...ph.points] }, 400],
  [{ ...ph, due_at: 'tomorrow' }, 400],
  [{ ...ph, due_at: '2026-01-01T00:00:00.000Z' }, 409],
  [{ ...ph, due_at: '9999-12-31T23:59:59.999Z' }, 409],
  [{ kind: 'ph', points: [{ measured: 70, reference: 6.86 }] }, 409],
  [{ kind: 'flow', pulses_per_litre: 45 }, 409],
])('%j is refused with %i, and the machine goes on as before', async (json, status) => {
  const { enter, store, toldAnew } = await hub()
  const answer = await enter(json)
  expect([answer.status, store.shelves.calibrations, toldAnew]).toEqual([status, [], []])
  if (status === 409) expect(answer.json).toMatchObject({ code: 'calibration_implausible', reason: expect.any(String) })
})

test('litres are those of every pour since the renewal, tests and broken-off ones among them', async () => {
  const { pour, standing, clock } = await hub()
  await clock.advance(2 * dayMs)
  pour(30)
  pour(10, { pour: { purpose: 'test', orderedMl: 20_000, deliveredMl: 10_000, exact: false, ...ofNoSale } })
  expect(await standing()).toMatchObject([
    { kind: 'tank', unit: 'l', used: 40, left: 60, due: false, empty_at: '2026-01-25T10:30:00.000Z' },
    { kind: 'filter', used: 40, left: 4960, due: false },
    { kind: 'uv', unit: 'h', used: 48, left: 192, due: false },
  ])
})

test('an empty tank and a lamp at its end are alarms once, and end with their renewal', async () => {
  const { pour, standing, renew, alarms, watch, clock, fleet, store } = await hub()
  pour(91)
  await watch.look()
  await watch.look()
  expect(alarms()).toEqual([['tank_low', 'vending-1', 'active']])
  await clock.advance(dayMs)
  expect(await renew({ kind: 'tank', left: 100, reason: 'filled by the truck' })).toMatchObject({
    status: 201,
    json: { used: 0, left: 100, due: false },
  })
  expect(alarms()).toEqual([['tank_low', 'vending-1', 'cleared']])
  await clock.advance(9 * dayMs)
  await watch.look()
  expect(alarms().at(-1)).toEqual(['uv_due', 'vending-1', 'active'])
  await renew({ kind: 'uv' })
  expect(alarms().at(-1)).toEqual(['uv_due', 'vending-1', 'cleared'])
  expect(await standing()).toMatchObject([{ left: 100 }, { left: 4909 }, { left: 240 }])
  expect(store.shelves.audit.map(({ action }) => action)).toEqual(['renew_consumable', 'renew_consumable'])
  expect(fleet.sent).toEqual([])
})

test.each([
  ['vending-1', { kind: 'tank', left: 101 }, 400],
  ['vending-1', { kind: 'tank', left: -1 }, 400],
  ['vending-1', { kind: 'pump' }, 400],
  ['vending-2', { kind: 'tank' }, 404],
  ['gate_in', { kind: 'tank' }, 501],
])('a renewal at %s of %j is refused with %i', async (machine, json, status) => {
  const { call, store } = await hub()
  expect((await call('POST', `/api/v1/machines/${machine}/renewals`, { json })).status).toBe(status)
  expect(store.shelves.renewals).toEqual([])
})

test('the hub tells of overdue calibrations of machines that do not speak the link protocol, and of no others', async () => {
  const { enter, watch, alarms, clock, fleet } = await hub()
  await enter({ ...ph, due_at: '2026-01-21T00:00:00.000Z' })
  await clock.advance(dayMs)
  await watch.look()
  expect(alarms()).toEqual([])
  const { presence } = fleet
  fleet.presence = () => presence().map(machine => ({ ...machine, protocol: null }))
  await watch.look()
  expect(alarms()).toEqual([['calibration_overdue', 'vending-1', 'active']])
  await enter(ph)
  await watch.look()
  expect(alarms()).toEqual([['calibration_overdue', 'vending-1', 'cleared']])
})
