import { expect, test } from 'vitest'
import { dueWord, listedDue, planNumber } from './maintenance.ts'

const due = { date: null, days_left: null, treatments_left: null, is_due: false }
const days = { days: 30, treatments: null }

test('what is over is said before what is to come, and a plan that nothing counts from is not called well', () => {
  expect(dueWord({ plan: { days: null, treatments: null }, due })).toMatchObject({ key: 'due.none' })
  expect(dueWord({ plan: days, due: { ...due, days_left: -3, is_due: true } })).toEqual({ tone: 'attend', key: 'due.late', count: 3 })
  expect(dueWord({ plan: days, due: { ...due, days_left: 0, is_due: true } })).toMatchObject({ key: 'due.now' })
  expect(dueWord({ plan: days, due: { ...due, days_left: 8 } })).toEqual({ tone: 'flow', key: 'due.days', count: 8 })
  expect(dueWord({ plan: days, due: { ...due, days_left: 7 } })).toMatchObject({ tone: 'info' })
  const both = { plan: { days: 30, treatments: 100 }, due: { ...due, days_left: 9, treatments_left: 0, is_due: true } }
  expect(dueWord(both)).toMatchObject({ tone: 'attend', key: 'due.now' })
  expect(dueWord({ plan: { days: null, treatments: 100 }, due: { ...due, treatments_left: 12 } })).toMatchObject({ count: 12 })
  expect(dueWord({ plan: days, due })).toMatchObject({ tone: 'attend', key: 'due.unknown' })
})

test('in a list the day says it, and the alarm where treatments count', () => {
  expect(listedDue('2026-01-18', false, '2026-01-20')).toMatchObject({ key: 'due.late', count: 2 })
  expect(listedDue('2026-01-20', false, '2026-01-20')).toMatchObject({ key: 'due.now' })
  expect(listedDue('2026-03-01', true, '2026-01-20')).toMatchObject({ key: 'due.now' })
  expect(listedDue('2026-03-01', false, '2026-01-20')).toMatchObject({ key: 'due.days', count: 40 })
  expect(listedDue(null, true, '2026-01-20')).toMatchObject({ key: 'due.now' })
  expect(listedDue(undefined, false, '2026-01-20')).toBeUndefined()
})

test.each([
  ['', null],
  ['  ', null],
  ['90', 90],
  ['5.000', 5_000],
  ['0', undefined],
  ['10001', undefined],
  ['-4', undefined],
  ['1,5', undefined],
])('a plan of “%s” is %s', (text, value) => {
  expect(planNumber(text, 10_000)).toBe(value)
})
