import { expect, test } from 'vitest'
import type { CalibrationContent } from '../store/water-care.ts'
import { contentOf, dueAfter, implausible, overdueOf } from './calibrations.ts'

const now = '2026-01-20T10:00:00.000Z'
const dueAt = '2026-04-20T10:00:00.000Z'
const points = (...pairs: [measured: number, reference: number][]): CalibrationContent => ({
  points: pairs.map(([measured, reference]) => ({ measured, reference })),
})
const why = (kind: 'ph' | 'tds' | 'flow', content: CalibrationContent, configuredPulses: number) =>
  implausible({ kind, content, dueAt }, { now, configuredPulses })?.reason

test.each([
  ['ph', points([4.2, 4.01], [7.1, 6.86])],
  ['ph', points([7.1, 6.86], [4.2, 4.01])],
  ['ph', points([6.5, 7])],
  ['tds', points([100, 84], [1000, 800])],
  ['tds', points([130, 84])],
  ['flow', { pulses_per_litre: 460 }],
] as const)('%s %j is believed', (kind, content) => {
  expect(why(kind, content, 450)).toBeUndefined()
})

test.each([
  ['the same liquid twice', 'ph', points([4.2, 4.01], [4.3, 4.01]), 'points_too_close'],
  ['liquids too alike', 'tds', points([100, 84], [130, 110]), 'points_too_close'],
  ['the sensor says the same in both', 'ph', points([7, 4.01], [7, 6.86]), 'slope'],
  ['the liquids were confused', 'ph', points([4.2, 6.86], [7.1, 4.01]), 'slope'],
  ['a worn-out probe', 'ph', points([5.8, 4.01], [6.86, 6.86]), 'slope'],
  ['far beside one known liquid', 'ph', points([4, 7]), 'shift'],
  ['far beside one known liquid', 'tds', points([500, 84]), 'shift'],
  ['far beside both, and just as far', 'ph', points([2, 6], [3, 7]), 'shift'],
  ['far beside both, and just as far', 'tds', points([900, 100], [950, 150]), 'shift'],
  ['no water has it', 'ph', points([70.1, 6.86]), 'impossible_value'],
  ['no liquid has it', 'tds', points([100, 84], [900, 1413]), 'impossible_value'],
  ['no number', 'ph', points([Number.NaN, 7]), 'impossible_value'],
  ['no point', 'ph', points(), 'impossible_value'],
  ['another meter than in the site file', 'flow', { pulses_per_litre: 45 }, 'pulses'],
] as const)('%s: %s is refused with its reason', (_, kind, content, reason) => {
  expect(why(kind, content, 450)).toBe(reason)
})

test('a calibration that is due already is none, and what says why names the field', () => {
  const wrong = implausible({ kind: 'ph', content: points([7, 7]), dueAt: now }, { now, configuredPulses: 450 })
  expect(wrong).toMatchObject({ reason: 'due_in_the_past', path: 'due_at' })
  expect(implausible({ kind: 'ph', content: points([7, 99]), dueAt }, { now, configuredPulses: 450 })?.path).toBe('points.0.reference')
})

test('of two points neither is named: what is too far is the line through both, and that is told', () => {
  const wrong = implausible({ kind: 'ph', content: points([2, 6], [3, 7]), dueAt }, { now, configuredPulses: 450 })
  expect(wrong).toEqual({
    reason: 'shift',
    path: 'points',
    message: 'the line through both points makes 11 of a measured 7: more than 2 beside it',
  })
})

test('of what was given only what belongs to the kind is kept', () => {
  const given = { points: [{ measured: 4, reference: 4.01, colour: 'red' }], pulses_per_litre: 450 }
  expect(contentOf('ph', given)).toEqual({ points: [{ measured: 4, reference: 4.01 }] })
  expect(contentOf('flow', given)).toEqual({ pulses_per_litre: 450 })
})

test('it is due after the days of the site, and overdue from that moment on', () => {
  expect(dueAfter(now, 90)).toBe(dueAt)
  const record = {
    id: 'a',
    machineId: 'vending-1',
    kind: 'ph' as const,
    content: points([7, 7]),
    calibratedAt: now,
    dueAt,
    actor: 'x',
    note: null,
  }
  expect(overdueOf([record], '2026-04-20T09:59:59.999Z')).toEqual([])
  expect(overdueOf([record], dueAt)).toEqual([record])
})
