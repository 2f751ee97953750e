import type { GateStatusPayload, Lane } from '@palang/protocol'
import { expect, test } from 'vitest'
import { english } from '../../i18n/english.test-support.ts'
import type { LiveMachine } from '../../live/state.ts'
import { barrierWord, laneWord } from './gate-words.ts'

const since = '2026-01-20T10:30:00.000Z'

function liveOf(lane: Pick<Lane, 'phase' | 'visit_id'>, gate: Partial<GateStatusPayload>): LiveMachine {
  return {
    id: 'gate_in',
    online: true,
    since,
    heardAtMs: 0,
    gate: { status: 'open', position_known: true, ...gate },
    hold: undefined,
    hardware: undefined,
    system: { mode: 'active', lane: { since, ...lane } },
    lastCard: undefined,
    water: undefined,
    quality: undefined,
    treatment: undefined,
    treatmentAtMs: undefined,
    checkpoint: undefined,
    eventCount: 0,
  }
}

function laneOf(lane: Pick<Lane, 'phase' | 'visit_id'>, gate: Pick<GateStatusPayload, 'loop1' | 'loop2' | 'beam'>): string {
  return laneWord(english, { live: liveOf(lane, gate), view: { mode: 'active', direction: 'in' } })
}

const empty = { loop1: false, loop2: false, beam: false }
const visit = '019bda5e-9a40-7000-8000-000000000001'

test('a barrier opened by hand over an empty lane is no passage; with a visit or a vehicle on a sensor it is', () => {
  expect(laneOf({ phase: 'passing' }, empty)).toBe('Held open, nobody there')
  expect(laneOf({ phase: 'passing', visit_id: visit }, empty)).toBe('Vehicle passing')
  expect(laneOf({ phase: 'passing' }, { ...empty, loop2: true })).toBe('Vehicle passing')
  expect(laneOf({ phase: 'passing' }, {})).toBe('Vehicle passing')
})

test('a barrier without the sensors behind loop 1 is empty when that is', () => {
  expect(laneOf({ phase: 'passing' }, { loop1: false })).toBe('Held open, nobody there')
})

test.each([
  ['open', true, 'Open · proven by sensor'],
  ['closed', false, 'Closed · assumed, no sensor'],
  ['opening', false, 'Opening'],
  ['unknown', false, 'Position unknown'],
] as const)('a barrier that is %s, known %s, is told as "%s"', (status, known, word) => {
  expect(barrierWord(english, { live: liveOf({ phase: 'idle' }, { status, position_known: known }) })).toBe(word)
})

test('of a barrier whose controller does not say how it knows, only the state is told', () => {
  const { gate, ...rest } = liveOf({ phase: 'idle' }, {})
  expect(barrierWord(english, { live: { ...rest, gate: { status: gate?.status ?? 'unknown' } } })).toBe('Open')
})

test('a pay station is ready, paying or paid, whatever barriers say', () => {
  const said = (phase: Lane['phase']) =>
    laneWord(english, { live: liveOf({ phase }, { status: 'unknown' }), view: { mode: 'active', direction: 'pay' } })
  expect([said('idle'), said('paying'), said('paid')]).toEqual(['Ready to take payments', 'Paying', 'Paid, on the way out'])
})
