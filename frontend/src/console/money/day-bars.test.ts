import { expect, test } from 'vitest'
import { namedEvery } from '../../ui/chart-scale.ts'
import { dayBars } from './day-bars.ts'

test('bars stand on the zero line and hang below it, on one scale', () => {
  const { bars, zero, lines } = dayBars([
    { in: 400_000, out: -100_000 },
    { in: 0, out: 0 },
  ])
  expect(lines.map(line => line.amount)).toEqual([400_000, 200_000, 0, -200_000])
  expect(zero).toBeCloseTo(66.67, 1)
  expect(bars[0]).toMatchObject({ inTop: 0, outTop: zero })
  expect(bars[0]?.inHeight).toBeCloseTo(zero)
  expect(bars[0]?.outHeight).toBeCloseTo(zero / 4)
  expect(bars[1]).toMatchObject({ inHeight: 0, outHeight: 0 })
})

test('nothing goes beyond the chart, whatever the amounts', () => {
  for (const days of [[], [{ in: 0, out: 0 }], [{ in: 1, out: 0 }], [{ in: 999_999_999, out: -1 }], [{ in: 0, out: -70_000 }]]) {
    const { bars, lines } = dayBars(days)
    for (const bar of bars) {
      expect(bar.inTop).toBeGreaterThanOrEqual(0)
      expect(bar.outTop + bar.outHeight).toBeLessThanOrEqual(100.001)
      expect(bar.inHeight + bar.outHeight).toBeGreaterThanOrEqual(0)
    }
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.length).toBeLessThan(13)
    expect(lines.some(line => line.amount === 0)).toBe(true)
  }
})

test('few enough days are named', () => {
  expect([1, 10, 11, 31, 93].map(days => namedEvery(days, 10))).toEqual([1, 1, 2, 4, 10])
})
