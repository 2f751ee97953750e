import { shippedMappings } from '@palang/config'
import { deviceEvent, deviceReply, deviceStatus, type Treatment } from '@palang/protocol'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { newUnit, type UnitEffect, type UnitInput, type UnitMake } from './unit-state.ts'
import { stepUnit } from './unit.ts'

const nowMs = Date.UTC(2026, 0, 20, 10, 30)
const deviceId = '3C:8A:1F:A4:3E:C4'

function mapped(name: string) {
  const mapping = shippedMappings.find(one => one.name === name)
  if (mapping === undefined) throw new Error(`no mapping ${name}`)
  return mapping
}

/** A unit whose treatments are over at once unless told otherwise, and everything it did. */
function unit({
  mapping = 'ozon',
  lengthS = 0,
  ...more
}: Partial<Omit<UnitMake, 'mapping'>> & { mapping?: string; lengthS?: number } = {}) {
  const make: UnitMake = { deviceId, mapping: mapped(mapping), tellsIdentity: false, tellsPhases: false, firmware: '1.0', ...more }
  let state = newUnit(nowMs, { lengthS })
  let atMs = nowMs
  const effects: UnitEffect[] = []
  const put = (input: UnitInput) => {
    const step = stepUnit(make, state, input, atMs)
    state = step.state
    effects.push(...step.effects)
    return step.effects
  }
  const events = () => effects.flatMap(one => (one.kind === 'publish' && one.topic === 'event' ? [one] : []))
  const told = (topic: string) => effects.flatMap(one => (one.kind === 'publish' && one.topic === topic ? [one.payload] : []))
  return {
    put,
    press: (treatment: Treatment = 'BASIC') => put({ kind: 'press', treatment }),
    fault: (fault: Extract<UnitInput, { kind: 'fault' }>['fault']) => put({ kind: 'fault', fault }),
    later: (seconds: number) => void (atMs += seconds * 1_000),
    command: (fields: object) => put({ kind: 'command', text: JSON.stringify(fields) }),
    state: () => state,
    events,
    told,
    replies: () => told('command_reply').map(payload => deviceReply.parse(JSON.parse(payload))),
    /** Acknowledges everything until nothing is left to send; the counters of BASIC in the order they were sent. */
    drain() {
      for (let sent = 0; sent < 50 && state.inFlight !== undefined; sent += 1) put({ kind: 'acknowledged', key: state.inFlight })
      return events().map(({ payload }) => z.looseObject({ count_basic: z.int() }).parse(JSON.parse(payload)).count_basic)
    },
    count: (kind: UnitEffect['kind']) => effects.filter(one => one.kind === kind).length,
  }
}

const order = (type: string, more: object = {}) => ({ id: `c-${type}`, deadline: '2026-01-20T10:30:10.000Z', type, ...more })

test('the event of the shipped mapping ozon is the one the document prints', () => {
  const one = unit()
  one.put({ kind: 'linked' })
  one.press()
  expect(one.events().map(({ payload }) => payload)).toEqual([
    `{"device_id":"${deviceId}","event_type":"BASIC","timestamp":"2026-01-20T10:30:00Z","count_basic":1,"count_standard":0,"count_premium":0}`,
  ])
})

test('the mapping telemetry wraps what happened in data', () => {
  const one = unit({ mapping: 'telemetry' })
  one.put({ kind: 'linked' })
  one.press('PREMIUM')
  one.put({ kind: 'tell', what: 'heartbeat' })
  expect(one.events().map(({ payload }) => z.unknown().parse(JSON.parse(payload)))).toEqual([
    { timestamp: '2026-01-20T10:30:00Z', data: { event_type: 'PREMIUM', count: 1 } },
  ])
  expect(one.told('heartbeat')).toEqual([])
  expect(JSON.parse(one.told('status').at(-1) ?? '')).toMatchObject({
    timestamp: '2026-01-20T10:30:00Z',
    data: { basic_count: 0, standard_count: 0, premium_count: 1, wifi_connected: true, rtc_available: true },
  })
})

test('what it says in every phase is in the forms of the protocol', () => {
  const one = unit({ tellsIdentity: true, tellsPhases: true, lengthS: 60 })
  one.put({ kind: 'linked' })
  one.press('STANDARD')
  one.put({ kind: 'tell', what: 'status' })
  one.later(120)
  one.put({ kind: 'wake' })
  one.drain()
  const [start, finish] = one.events().map(({ payload }) => deviceEvent.parse(JSON.parse(payload)))
  expect(start).toMatchObject({ phase: 'start', planned_s: 120, seq: 1, boot: 1, count_standard: 0 })
  expect(finish).toMatchObject({ phase: 'finish', run: start?.run, actual_s: 120, seq: 2, count_standard: 1 })
  expect(one.told('status').map(payload => deviceStatus.parse(JSON.parse(payload)))).toMatchObject([
    { state: 'idle', queued: 0, uptime_s: 0 },
    { state: 'running', treatment: 'STANDARD', remaining_s: 120, queued: 1 },
  ])
})

test('while the broker is away events are kept, and replayed in order when it is back', () => {
  const one = unit()
  for (let n = 0; n < 5; n += 1) one.press()
  expect(one.events()).toEqual([])
  one.put({ kind: 'linked' })
  expect(one.told('status').at(-1)).toContain('"queued":5')
  expect(one.drain()).toEqual([1, 2, 3, 4, 5])
  expect(one.state().queue).toEqual([])
})

test('an event that was sent and not acknowledged is sent again, byte for byte', () => {
  const one = unit()
  one.put({ kind: 'linked' })
  one.press()
  one.put({ kind: 'unlinked' })
  one.later(30)
  one.put({ kind: 'linked' })
  const [first, again] = one.events()
  expect(again?.payload).toBe(first?.payload)
  one.put({ kind: 'acknowledged', key: 99 })
  expect(one.state().queue).toHaveLength(1)
  one.drain()
  expect(one.state().queue).toEqual([])
})

test('counters and what waits outlive a restart; without a card nothing does', () => {
  const one = unit({ tellsIdentity: true })
  one.press()
  one.put({ kind: 'restart' })
  one.put({ kind: 'linked' })
  expect(one.drain()).toEqual([1])
  expect(one.state()).toMatchObject({ boot: 2, counts: { BASIC: 1 } })
  one.fault({ kind: 'no_card', on: true })
  one.put({ kind: 'unlinked' })
  one.press()
  one.put({ kind: 'restart' })
  expect(one.state()).toMatchObject({ boot: 3, queue: [], counts: { BASIC: 0 } })
})

test('faults: twice, overtaken, never told, from nought, and the past again', () => {
  const one = unit()
  one.put({ kind: 'linked' })
  one.fault({ kind: 'duplicate', times: 1 })
  one.press()
  expect(one.drain()).toEqual([1, 1])
  one.fault({ kind: 'reorder', times: 1 })
  one.press()
  expect(one.events()).toHaveLength(2)
  one.press()
  expect(one.drain()).toEqual([1, 1, 3, 2])
  one.fault({ kind: 'lose', times: 2 })
  one.press()
  one.press()
  one.press()
  expect(one.drain()).toEqual([1, 1, 3, 2, 6])
  one.fault({ kind: 'reset_counters' })
  one.press()
  expect(one.drain()).toEqual([1, 1, 3, 2, 6, 1])
  expect(one.count('begun')).toBe(7)
  one.fault({ kind: 'replay' })
  expect(one.drain()).toEqual([1, 1, 3, 2, 6, 1, 1, 3, 2, 6, 1])
})

test('an event held back for the next to overtake it goes with the heartbeat when no other comes', () => {
  const one = unit()
  one.put({ kind: 'linked' })
  one.fault({ kind: 'reorder', times: 1 })
  one.press()
  expect(one.events()).toEqual([])
  one.put({ kind: 'tell', what: 'heartbeat' })
  expect(one.drain()).toEqual([1])
})

test('a clock may be years off, or missing', () => {
  const one = unit()
  one.put({ kind: 'linked' })
  one.fault({ kind: 'clock', offMs: -56 * 365 * 24 * 3_600_000 })
  one.press()
  one.fault({ kind: 'clock', offMs: undefined })
  one.press()
  one.drain()
  const [wrong, none] = one.events()
  expect(wrong?.payload).toContain('"timestamp":"1970-02-03T10:30:00Z"')
  expect(none?.payload).not.toContain('timestamp')
  one.put({ kind: 'tell', what: 'status' })
  expect(one.told('status').at(-1)).toContain('"rtc_available":false')
})

test.each(['json', 'values', 'foreign_id', 'oversized'] as const)('a broken payload (%s) is sent once and waits for nobody', as => {
  const one = unit()
  one.put({ kind: 'linked' })
  one.fault({ kind: 'broken', as })
  expect(one.events()).toMatchObject([{ kind: 'publish' }])
  expect(one.events()[0]).not.toHaveProperty('key')
  one.press()
  expect(one.events()).toHaveLength(2)
})

test.each([
  ['the door', { kind: 'door', open: true }, { kind: 'door', open: false }, 'door_open'],
  ['the emergency stop', { kind: 'emergency_stop', pressed: true }, { kind: 'emergency_stop', pressed: false }, 'emergency_stop'],
] as const)('%s ends a treatment and refuses the next until it is mended', (_what, breaks, mends, code) => {
  const one = unit({ tellsPhases: true, lengthS: 60 })
  one.put({ kind: 'linked' })
  one.press()
  one.later(12)
  one.put(breaks)
  one.drain()
  expect(JSON.parse(one.events().at(-1)?.payload ?? '')).toMatchObject({ phase: 'abort', actual_s: 12, count_basic: 0 })
  expect(one.count('counted')).toBe(0)
  one.later(3_600)
  one.command({ ...order('treatment_start', { treatment: 'BASIC' }), deadline: '2026-01-20T12:00:00.000Z' })
  expect(one.replies()).toMatchObject([{ result: 'rejected', code }])
  one.put(mends)
  one.press()
  expect(one.state().run).toBeDefined()
})

test('the next treatment waits for the cool-down, and nobody starts a second beside one that runs', () => {
  const one = unit({ lengthS: 60 })
  one.press()
  one.press('PREMIUM')
  one.later(60)
  one.put({ kind: 'wake' })
  one.press()
  expect(one.count('begun')).toBe(1)
  one.later(15)
  one.press()
  expect(one.count('begun')).toBe(2)
})

test('it does what it is told once, says so, and takes the session it was given', () => {
  const one = unit({ tellsPhases: true, lengthS: 60 })
  one.put({ kind: 'linked' })
  const session = '019bda5e-9a40-7000-8000-0000000000f1'
  const start = order('treatment_start', { treatment: 'PREMIUM', seconds: 90, session_id: session })
  one.command(start)
  one.command(start)
  expect(one.replies()).toEqual([
    { id: 'c-treatment_start', result: 'done' },
    { id: 'c-treatment_start', result: 'done' },
  ])
  expect(one.count('begun')).toBe(1)
  expect(JSON.parse(one.events()[0]?.payload ?? '')).toMatchObject({ event_type: 'PREMIUM', run: session, planned_s: 90 })
  one.command(order('treatment_stop'))
  one.command({ ...order('treatment_stop'), id: 'again' })
  expect(one.replies().slice(2)).toMatchObject([{ result: 'done' }, { result: 'rejected', code: 'not_running' }])
})

test('settings hold from then on, and no treatment is longer than the longest', () => {
  const one = unit({ lengthS: 60 })
  one.put({ kind: 'linked' })
  one.command(order('treatment_settings', { minutes: { BASIC: 20, PREMIUM: 0.5 }, max_run_s: 600, cool_down_s: 0 }))
  expect(one.replies()).toEqual([{ id: 'c-treatment_settings', result: 'done' }])
  expect(one.state().lengths).toEqual({ BASIC: 1_200, STANDARD: 120, PREMIUM: 30 })
  one.press()
  expect(one.state().run?.plannedS).toBe(600)
})

test('what is past its deadline is dropped without an answer; a unit without a clock cannot tell', () => {
  const one = unit({ lengthS: 60 })
  one.put({ kind: 'linked' })
  one.later(11)
  one.command(order('treatment_start', { treatment: 'BASIC' }))
  expect([one.count('begun'), one.replies()]).toEqual([0, []])
  one.fault({ kind: 'clock', offMs: undefined })
  one.command(order('treatment_start', { treatment: 'BASIC' }))
  expect(one.replies()).toMatchObject([{ result: 'done' }])
})

test.each(['no JSON', '{}', '{"id":"a"}', '{"id":"a","deadline":"soon","type":"treatment_stop"}'])('a command %s is not answered', text => {
  const one = unit()
  one.put({ kind: 'linked' })
  one.put({ kind: 'command', text })
  expect(one.replies()).toEqual([])
})

test.each([order('dance'), order('treatment_start', { treatment: 'GOLD' })])('%j is rejected', wrong => {
  const one = unit()
  one.put({ kind: 'linked' })
  one.command(wrong)
  expect(one.replies()).toMatchObject([{ id: wrong.id, result: 'rejected', code: 'not_understood' }])
})
