import type { LatestMetrics, MachineView, WaterQuality } from '@palang/protocol'
import { expect, test } from 'vitest'
import { applyMessage, emptyLiveState, type LiveMessage } from '../../live/state.ts'
import { isStale, toneOf } from '../../live/trouble.ts'
import {
  countsOf,
  filters,
  healthOf,
  isShown,
  readingOf,
  reasonsOf,
  sorted,
  statusOf,
  troubleOf,
  type WaterMachine,
} from './water-machine.ts'

const nowMs = Date.parse('2026-01-20T10:30:00.000Z')
const now = '2026-01-20T10:30:00.000Z'

const good: WaterQuality = {
  at: now,
  tds: 120,
  ph: 7.1,
  temperature: 27,
  average: { tds: 120, ph: 7.1 },
  verdict: 'good',
  reasons: [],
  interlock: 'open',
}
const usual: LatestMetrics = {
  machine_id: 'v',
  name: 'V',
  status: 'ACTIVE',
  health: 'HEALTHY',
  reasons: [],
  at: '2026-01-20T10:29:00.000Z',
  age_s: 60,
  tds: 118,
  ph: 7,
  temperature: null,
  verdict: 'good',
  interlock: 'open',
  trend: { tds: [], ph: [] },
}

function machine(id: string, quality: Partial<WaterQuality> | undefined, latest?: Partial<LatestMetrics>, online = true): WaterMachine {
  const state = emptyLiveState()
  const messages: LiveMessage[] = [{ type: 'presence', payload: { machine_id: id, online, since: now } }]
  if (quality !== undefined) messages.push({ type: 'water_quality', machine_id: id, timestamp: now, payload: { ...good, ...quality } })
  for (const message of messages) applyMessage(state, message, nowMs)
  const live = state.machines[id]
  const view: MachineView = {
    id,
    outlet_id: 'o',
    name: id,
    family: 'water',
    direction: null,
    zone_id: 'main',
    vehicle_class: 'car',
    mode: 'active',
    status: 'online',
    since: now,
    last_seen: now,
    protocol: 1,
    software: null,
  }
  const stale = isStale(live, nowMs)
  const row = { id, name: id, view, live, alarms: [], alarmCount: 0, tone: toneOf(live, [], stale), isStale: stale }
  return { row, latest: latest === undefined ? undefined : { ...usual, ...latest } }
}

test('the newer reading counts, whichever way it was told', () => {
  expect(readingOf(machine('a', { tds: 130 }, {}))?.tds).toBe(130)
  expect(readingOf(machine('a', { tds: 130, at: '2026-01-20T10:00:00.000Z' }, {}))?.tds).toBe(118)
  expect(readingOf(machine('a', undefined, {}))?.tds).toBe(118)
  expect(readingOf(machine('a', undefined))).toBeUndefined()
})

test('bad water makes the machine critical at once, before the hub is asked again', () => {
  expect(healthOf(machine('a', { verdict: 'bad', reasons: ['tds_high'], interlock: 'locked' }, { health: 'HEALTHY' }))).toBe('CRITICAL')
})

test('what the hub alone knows worries as well', () => {
  const due = machine('a', {}, { health: 'WARNING', reasons: ['filter_due'] })
  expect([healthOf(due), reasonsOf(due)]).toEqual(['WARNING', ['filter_due']])
})

test('a reason of quality that the link says is gone is not told any more', () => {
  expect(reasonsOf(machine('a', {}, { reasons: ['tds_high', 'calibration_overdue'] }))).toEqual(['calibration_overdue'])
})

test('a machine that is away is offline and nothing else, whatever was said of it before', () => {
  const away = machine('a', {}, { health: 'CRITICAL', reasons: ['tds_high'] }, false)
  expect([statusOf(away), healthOf(away), reasonsOf(away)]).toEqual(['OFFLINE', 'UNKNOWN', ['offline']])
})

test('a machine that is heard again is active before the hub has said so', () => {
  expect(statusOf(machine('a', {}, { status: 'OFFLINE' }))).toBe('ACTIVE')
  expect(statusOf(machine('a', {}, { status: 'MAINTENANCE' }))).toBe('MAINTENANCE')
})

test('trouble comes first: bad water, what is being mended, the silent, then by name as people count', () => {
  const all = [
    machine('V10', {}),
    machine('V2', {}),
    machine('away', {}, {}, false),
    machine('flushing', { verdict: 'bad', interlock: 'flushing' }),
    machine('locked', { verdict: 'bad', interlock: 'locked' }),
  ]
  expect(sorted(all, 'trouble').map(one => one.row.id)).toEqual(['locked', 'flushing', 'away', 'V2', 'V10'])
  expect(all.filter(one => isShown(one, 'trouble')).map(troubleOf)).toEqual(['stale', 'attend', 'stop'])
})

test('by a value the highest comes first and what nobody knows last', () => {
  const all = [machine('none', undefined), machine('low', { tds: 90 }), machine('high', { tds: 412 })]
  expect(sorted(all, 'tds').map(one => one.row.id)).toEqual(['high', 'low', 'none'])
})

test('a chip counts what it shows', () => {
  const all = [machine('a', {}), machine('b', { verdict: 'bad', interlock: 'locked' }), machine('c', {}, {}, false)]
  const shown = filters.map(filter => [filter, all.filter(one => isShown(one, filter)).length])
  expect(countsOf(all)).toEqual(Object.fromEntries(shown))
  expect(countsOf(all)).toMatchObject({ all: 3, trouble: 2, OFFLINE: 1 })
})
