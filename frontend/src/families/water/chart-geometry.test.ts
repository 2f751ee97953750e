import type { MachineMetrics } from '@palang/protocol'
import { expect, test } from 'vitest'
import { flagsOf, nearest, qualityChart, timeTicks } from './chart-geometry.ts'
import { rangeOf } from './chart-range.ts'

const fromMs = Date.parse('2026-01-20T00:00:00.000Z')
const hourMs = 3_600_000
const frame = { fromMs, toMs: fromMs + 24 * hourMs, width: 240, height: 100 }
const limits = { min: undefined, max: 300 }

function metrics(hours: readonly number[], value = 120): MachineMetrics {
  const spread = (mean: number) => ({ mean, min: mean - 5, max: mean + 5 })
  return {
    machine_id: 'vending-1',
    from: '2026-01-20T00:00:00.000Z',
    to: '2026-01-21T00:00:00.000Z',
    bucket: 'hour',
    thresholds: { tds_max: 300 },
    points: hours.map(hour => ({
      at: new Date(fromMs + hour * hourMs).toISOString(),
      count: 6,
      tds: spread(value),
      ph: spread(7),
      temperature: null,
      average: { tds: value, ph: 7 },
    })),
    marks: [
      { at: new Date(fromMs + 12 * hourMs).toISOString(), kind: 'locked', note: null },
      { at: new Date(fromMs - hourMs).toISOString(), kind: 'flushed', note: null },
    ],
  }
}

test('points stand where their time is, and marks of another stretch are left out', () => {
  const chart = qualityChart(metrics([0, 1, 2]), 'tds', limits, frame)
  expect(chart.xs).toEqual([0, 10, 20])
  expect(chart.marks.map(one => [one.mark.kind, one.x])).toEqual([['locked', 120]])
})

test('marks that would hide one another share a flag', () => {
  const mark = (x: number) => ({ x, mark: { at: new Date(fromMs + x).toISOString(), kind: 'flushed' as const, note: null } })
  expect(flagsOf([0, 10, 21, 22, 60].map(mark)).map(({ x, marks }) => [x, marks.length])).toEqual([
    [0, 3],
    [22, 1],
    [60, 1],
  ])
})

test('hours without a reading break the line; one missing bucket does not', () => {
  const lines = (hours: number[]) => qualityChart(metrics(hours), 'tds', limits, frame).average.match(/M/g)
  expect(lines([0, 1, 3, 4])).toHaveLength(1)
  expect(lines([0, 1, 5, 6])).toHaveLength(2)
})

test('the limit is on the scale, and so is water far above it', () => {
  expect(qualityChart(metrics([0, 1]), 'tds', limits, frame).limits).toHaveLength(1)
  const bad = qualityChart(metrics([0, 1], 900), 'tds', limits, frame)
  expect(bad.averageYs.every(y => y >= 0 && y <= frame.height)).toBe(true)
  expect(bad.safe.top).toBeGreaterThan(bad.averageYs[0] ?? 0)
})

test('no reading at all still has a scale', () => {
  const chart = qualityChart(metrics([]), 'ph', { min: undefined, max: undefined }, frame)
  expect(chart.ticks.length).toBeGreaterThan(1)
  expect([chart.average, chart.limits, chart.safe]).toEqual(['', [], { top: 0, height: 100 }])
})

test('moments are round in the zone of the outlet, and never more than there is room for', () => {
  // Midnight in Jakarta is 17:00 UTC of the day before.
  const dayStart = fromMs - 7 * hourMs
  const ticks = timeTicks(frame, dayStart, 5)
  expect(ticks.map(tick => new Date(tick.atMs + 7 * hourMs).getUTCHours())).toEqual([12, 18, 0, 6])
  expect(timeTicks({ ...frame, toMs: fromMs + 365 * 24 * hourMs }, dayStart, 6).length).toBeLessThanOrEqual(6)
})

test('the bucket nearest to the pointer is read, also beside the ends', () => {
  expect([-50, 4, 6, 14, 999].map(x => nearest([0, 10, 20], x))).toEqual([0, 0, 1, 1, 2])
  expect(nearest([], 3)).toBeUndefined()
})

test('the whole of a minute asks for the same stretch', () => {
  expect(rangeOf('week', fromMs + 1)).toEqual(rangeOf('week', fromMs + 59_000))
  const { fromMs: begin, toMs } = rangeOf('year', fromMs)
  expect((toMs - begin) / hourMs).toBe(365 * 24)
})
