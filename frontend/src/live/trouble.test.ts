import { expect, test } from 'vitest'
import { applyMessage, emptyLiveState, type LiveAlarm, type LiveMachine, type LiveMessage } from './state.ts'
import { byTrouble, isStale, missingDevices, staleAfterMs, toneOf } from './trouble.ts'

const nowMs = 1_000_000

type MachineMessage = Exclude<LiveMessage, { type: 'hello' }>

function machine(...messages: MachineMessage[]): LiveMachine | undefined {
  const state = emptyLiveState()
  for (const message of messages) applyMessage(state, { machine_id: 'gate_in', ...message }, nowMs)
  return state.machines['gate_in']
}

const online: MachineMessage = { type: 'presence', payload: { machine_id: 'gate_in', online: true } }
const closed: MachineMessage = { type: 'gate_status', payload: { status: 'closed' } }

function tone(found: LiveMachine | undefined, alarms: LiveAlarm[], atMs: number) {
  return toneOf(found, alarms, isStale(found, atMs))
}

function alarm(severity: LiveAlarm['severity'], code = 'x'): LiveAlarm {
  return {
    id: code,
    machineId: 'gate_in',
    code,
    severity,
    state: 'active',
    message: '',
    raisedAt: '',
    clearedAt: undefined,
    acknowledgedBy: undefined,
  }
}

test('a machine that speaks and complains of nothing flows', () => {
  expect(tone(machine(online, closed), [], nowMs)).toBe('flow')
})

test('a machine nobody has heard of is stale, whatever its last status was', () => {
  expect(isStale(undefined, nowMs)).toBe(true)
  expect(tone(machine(online, closed), [], nowMs + staleAfterMs + 1)).toBe('stale')
  expect(tone(machine(closed, { type: 'presence', payload: { machine_id: 'gate_in', online: false } }), [], nowMs)).toBe('stale')
})

test('a critical alarm stands out even when the machine fell silent', () => {
  expect(tone(undefined, [alarm('critical')], nowMs)).toBe('stop')
})

test('being offline is told as stale, not as a second alarm', () => {
  expect(tone(undefined, [alarm('critical', 'machine_offline')], nowMs)).toBe('stale')
})

test('a barrier fault stops before any alarm has arrived', () => {
  expect(tone(machine(online, { type: 'gate_status', payload: { status: 'fault' } }), [], nowMs)).toBe('stop')
})

test.each([
  ['a warning', machine(online, closed), [alarm('warning')]],
  ['a device that dropped out', machine(online, closed, { type: 'hardware_status', payload: { camera: { connected: false } } }), []],
  ['maintenance', machine(online, closed, { type: 'system_status', payload: { mode: 'maintenance' } }), []],
  ['a barrier in an unknown position', machine(online, { type: 'gate_status', payload: { status: 'unknown' } }), []],
])('%s wants attention', (_name, found, alarms) => {
  expect(tone(found, alarms, nowMs)).toBe('attend')
})

test('an informative alarm worries nobody', () => {
  expect(tone(machine(online, closed), [alarm('info')], nowMs)).toBe('flow')
})

test('only devices that say they are not connected are missing', () => {
  const found = machine({ type: 'hardware_status', payload: { camera: { connected: false }, printer: { connected: true }, note: 'x' } })
  expect(missingDevices(found)).toEqual(['camera'])
})

type Quality = Extract<LiveMessage, { type: 'water_quality' }>['payload']
const good: Quality = {
  at: null,
  tds: 120,
  ph: 7,
  temperature: null,
  average: { tds: 120, ph: 7 },
  verdict: 'good',
  reasons: [],
  interlock: 'open',
}
const sensorFault: Quality = { ...good, verdict: 'unknown', reasons: ['sensor_frozen'] }
const shut = {
  phase: 'closed' as const,
  since: '2026-01-20T10:00:00.000Z',
  currency: 'IDR',
  products: [],
  credit: 0,
  reason: 'no_water' as const,
}
const switches = { door: null, leak: null, emergency_stop: null, tamper: null }

test('water is as grave as the alarm that its trouble raises: a shut machine waits for its own, bad water and a sensor in doubt stop', () => {
  const water = (quality: Quality) => machine(online, { type: 'water_quality', payload: quality })
  expect(tone(water(good), [], nowMs)).toBe('flow')
  expect(tone(water({ ...good, verdict: 'bad', reasons: ['tds_high'] }), [], nowMs)).toBe('stop')
  expect(tone(water(sensorFault), [], nowMs)).toBe('stop')
  expect(tone(water({ ...good, verdict: 'unknown', reasons: ['no_reading_yet'] }), [], nowMs)).toBe('attend')
  const closedSale = machine(online, { type: 'water_status', payload: { valve: 'closed', switches, sale: shut } })
  expect(tone(closedSale, [alarm('warning', 'tank_low')], nowMs)).toBe('attend')
  expect(tone(closedSale, [alarm('critical', 'water_leak')], nowMs)).toBe('stop')
})

test('the list starts with what stopped, then what wants a look, then the silent, then by number of alarms and name', () => {
  const item = (name: string, tone: 'stop' | 'attend' | 'stale' | 'flow', alarmCount = 0) => ({ name, tone, alarmCount })
  const sorted = byTrouble([
    item('Gate 10', 'flow'),
    item('Gate 2', 'flow'),
    item('C', 'stale'),
    item('B', 'attend'),
    item('A', 'attend', 2),
    item('Z', 'stop'),
  ])
  expect(sorted.map(found => found.name)).toEqual(['Z', 'A', 'B', 'C', 'Gate 2', 'Gate 10'])
})
