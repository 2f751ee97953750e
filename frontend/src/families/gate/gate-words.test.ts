import type { GateStatusPayload, Lane } from '@palang/protocol'
import { expect, test } from 'vitest'
import { english } from '../../i18n/english.test-support.ts'
import type { LiveMachine } from '../../live/state.ts'
import { laneWord } from './gate-words.ts'

const since = '2026-01-20T10:30:00.000Z'

function laneOf(lane: Pick<Lane, 'phase' | 'visit_id'>, gate: Pick<GateStatusPayload, 'loop1' | 'loop2' | 'beam'>): string {
  const live: LiveMachine = {
    id: 'gate_in',
    online: true,
    since,
    heardAtMs: 0,
    gate: { status: 'open', position_known: true, ...gate },
    hardware: undefined,
    system: { mode: 'active', lane: { since, ...lane } },
    lastCard: undefined,
    eventCount: 0,
  }
  return laneWord(english, { live, view: { mode: 'active' } })
}

const empty = { loop1: false, loop2: false, beam: false }
const visit = '019bda5e-9a40-7000-8000-000000000001'

test('a barrier opened by hand over an empty lane is no passage; with a visit or a vehicle on a sensor it is', () => {
  expect(laneOf({ phase: 'passing' }, empty)).toBe('Held open, nobody there')
  expect(laneOf({ phase: 'passing', visit_id: visit }, empty)).toBe('Vehicle passing')
  expect(laneOf({ phase: 'passing' }, { ...empty, loop2: true })).toBe('Vehicle passing')
  expect(laneOf({ phase: 'passing' }, {})).toBe('Vehicle passing')
})
