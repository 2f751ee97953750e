import { expect, test } from 'vitest'
import { meets, percentile, renderTable } from './figures.ts'
import { targets } from './targets.ts'

test('percentiles do not depend on the order and leave the values alone', () => {
  const values = [5, 1, 4, 2, 3]
  expect([percentile(values, 0.5), percentile(values, 0.99), percentile(values, 0), percentile([], 0.5)]).toEqual([3, 5, 1, Number.NaN])
  expect(values).toEqual([5, 1, 4, 2, 3])
})

test('a target is met at its bound, from its own side', () => {
  const row = { what: '', measured: 10, unit: '' }
  expect(meets({ ...row, target: { bound: 'least', value: 10 } })).toBe(true)
  expect(meets({ ...row, target: { bound: 'least', value: 11 } })).toBe(false)
  expect(meets({ ...row, target: { bound: 'most', value: 9 } })).toBe(false)
  expect(meets(row)).toBeUndefined()
})

test('the table names what was missed and compares with the reference', () => {
  const text = renderTable('intake', [
    { what: 'facts', measured: 25_500, unit: '/s', target: { bound: 'least', value: 25_000 }, reference: 51_000 },
    { what: 'p99', measured: 60, unit: 'ms', target: { bound: 'most', value: 50 } },
  ])
  expect(text).toMatch(/facts +25,500 \/s +≥ 25,000 +met +51,000 +50 %/)
  expect(text).toMatch(/p99 +60 ms +≤ 50 +MISSED/)
})

test('every target says in words what it is', () => {
  for (const { bound, value, text } of Object.values(targets)) {
    expect(['least', 'most']).toContain(bound)
    expect(value).toBeGreaterThanOrEqual(0)
    expect(text).not.toBe('')
  }
})
