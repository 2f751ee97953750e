import { expect, test } from 'vitest'
import { choiceOf, periodOf } from './period.ts'

/** A Tuesday. */
const today = '2026-01-20'

test.each([
  [{}, '2026-01-20', '2026-01-20'],
  [{ period: 'yesterday' }, '2026-01-19', '2026-01-19'],
  [{ period: 'week' }, '2026-01-19', '2026-01-20'],
  [{ period: 'month' }, '2026-01-01', '2026-01-20'],
  [{ period: 'custom', from: '2025-12-30', to: '2026-01-02' }, '2025-12-30', '2026-01-02'],
  [{ period: 'custom' }, '2026-01-20', '2026-01-20'],
  [{ period: 'someday' }, '2026-01-20', '2026-01-20'],
])('%j is from %s to %s', (params, from, to) => {
  expect(periodOf(params, today)).toEqual({ from, to })
})

test('a week begins on Monday, also on a Sunday and across a new year', () => {
  expect(periodOf({ period: 'week' }, '2026-01-25')).toEqual({ from: '2026-01-19', to: '2026-01-25' })
  expect(periodOf({ period: 'week' }, '2026-01-01')).toEqual({ from: '2025-12-29', to: '2026-01-01' })
  expect(periodOf({ period: 'yesterday' }, '2026-03-01')).toEqual({ from: '2026-02-28', to: '2026-02-28' })
})

test.each([
  ['2026-01-20', '2026-01-19'],
  ['2026-01-01', '2026-04-04'],
  ['2026-02-30', '2026-03-01'],
  ['yesterday', '2026-01-20'],
])('from %s to %s is no period', (from, to) => {
  expect(periodOf({ period: 'custom', from, to }, today)).toBeUndefined()
})

test('an address somebody garbled is about today', () => {
  expect(choiceOf({ period: '../..' })).toBe('today')
})
