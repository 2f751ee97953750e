import { deviceEventView, machineView, treatmentStatus } from '@palang/protocol'
import { expect, test } from 'vitest'
import { applyMessage, emptyLiveState, type LiveMachine, machineFromView } from '../../live/state.ts'
import { isStale, toneOf } from '../../live/trouble.ts'
import { stateOf } from './machine-state.ts'
import { endOf, eventLines } from './ozone-machine.ts'

const nowMs = Date.parse('2026-01-20T10:30:00.000Z')
const view = machineView.parse({
  id: 'ozon-1',
  outlet_id: 'pusat',
  name: 'Ozon 1',
  family: 'ozone',
  direction: null,
  zone_id: null,
  vehicle_class: null,
  mode: 'active',
  status: 'online',
  since: null,
  last_seen: null,
  protocol: null,
  software: null,
})

function machine(status: { state?: string; remaining_s?: number; switches?: { door?: boolean; emergency_stop?: boolean } }): LiveMachine {
  const treatment = treatmentStatus.parse({
    state: 'idle',
    treatment: null,
    remaining_s: null,
    ...status,
    switches: { door: null, emergency_stop: null, ...status.switches },
  })
  return { ...machineFromView(view, 0), treatment, treatmentAtMs: nowMs }
}

const event = (id: string, minute: number, device = 'A') =>
  deviceEventView.parse({
    id,
    device_id: device,
    machine_id: null,
    outlet_id: null,
    session_id: null,
    event_type: 'BASIC',
    phase: null,
    occurred_at: `2026-01-20T10:${String(minute).padStart(2, '0')}:00.000Z`,
    clock: 'device',
    device_timestamp: null,
    received_at: '2026-01-20T10:30:00.000Z',
    planned_s: null,
    actual_s: null,
    count_basic: 1,
    count_standard: null,
    count_premium: null,
  })

test('a pressed emergency stop is said before all else, also of a machine that is away', () => {
  const stopped = machine({ state: 'running', switches: { emergency_stop: true, door: true } })
  expect(stateOf({ live: stopped, view, isStale: true })).toBe('emergency')
  expect(toneOf(stopped, [], false)).toBe('stop')
  expect(stateOf({ live: machine({ switches: { door: true } }), view, isStale: false })).toBe('door')
  expect(stateOf({ live: machine({ state: 'running' }), view, isStale: true })).toBe('offline')
})

test('a machine whose device says nothing of itself is not taken for one that is ready', () => {
  expect(stateOf({ live: machineFromView(view, 0), view, isStale: false })).toBe('unknown')
  expect(stateOf({ live: machine({}), view: { ...view, mode: 'maintenance' }, isStale: false })).toBe('closed')
})

test('what remains runs on from when the machine said it, and only while something runs', () => {
  expect(endOf(machine({ state: 'running', remaining_s: 90 }))).toBe(nowMs + 90_000)
  expect(endOf(machine({ state: 'idle', remaining_s: 90 }))).toBeUndefined()
  expect(endOf(machine({ state: 'running' }))).toBeUndefined()
})

test('a device on MQTT that speaks seldom is not stale while the hub has it online', () => {
  const device = {
    device_id: 'A',
    wifi_connected: null,
    rtc_available: null,
    sd_available: null,
    firmware: null,
    uptime_s: null,
    queued: null,
  }
  const treatment = treatmentStatus.parse({
    ...machine({}).treatment,
    device: { ...device, last_seen: '2026-01-20T10:00:00.000Z', clock_offset_ms: null },
  })
  const quiet = { ...machine({}), treatment, online: true, heardAtMs: nowMs - 20 * 60_000 }
  expect(isStale(quiet, nowMs)).toBe(false)
  expect(isStale({ ...quiet, online: false }, nowMs)).toBe(true)
})

test('an event that was heard and read is one line; of a device at no machine it is heard as well', () => {
  const state = emptyLiveState()
  const told = (event_id: string, at: string) => ({
    type: 'treatment_event' as const,
    payload: { event_id, device_id: 'A', treatment: 'BASIC' as const, phase: null, at, received_at: at },
  })
  applyMessage(state, told('new', '2026-01-20T10:29:00.000Z'), nowMs)
  applyMessage(state, told('new', '2026-01-20T10:29:00.000Z'), nowMs)
  applyMessage(state, told('known', '2026-01-20T10:20:00.000Z'), nowMs)
  const lines = eventLines([event('known', 20), event('old', 10)], state.treatments, 2)
  expect(lines.map(({ id, clock }) => [id, clock])).toEqual([
    ['new', undefined],
    ['known', 'device'],
  ])
})
