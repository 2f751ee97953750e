import { treatmentAnalytics, type TreatmentAnalytics } from '@palang/protocol'
import { expect, test } from 'vitest'
import { chartPlan, chartRows, hourRows, slicesOf } from './chart-rows.ts'

const none = { BASIC: 0, STANDARD: 0, PREMIUM: 0, total: 0, aborted: 0, revenue: 0, run_seconds: 0 }
const some = (basic: number, premium: number) => ({
  ...none,
  BASIC: basic,
  PREMIUM: premium,
  total: basic + premium,
  revenue: basic * 5_000 + premium * 15_000,
})

function answer(...sums: (typeof none)[]): TreatmentAnalytics {
  return treatmentAnalytics.parse({
    scope: 'all',
    scope_id: null,
    group: 'day',
    timezone: 'Asia/Jakarta',
    currency: 'IDR',
    from: '2026-01-20',
    to: '2026-01-22',
    totals: none,
    before: { from: '2026-01-17', to: '2026-01-19', ...none },
    points: sums.map((point, index) => ({ date: `2026-01-2${index}`, ...point })),
    hours: [{ hour: 10, total: 7 }],
    outlets: [],
    machines: [],
    devices: [],
    failing: [],
  })
}

test('each day stands against the day at the same place of the period before', () => {
  const rows = chartRows(answer(some(4, 2), none), answer(some(1, 2)), 'day', 'count')
  expect(rows.map(({ total, ghost }) => [total, ghost])).toEqual([
    [6, 3],
    [0, undefined],
  ])
  expect(chartRows(answer(some(4, 2)), answer(some(1, 2)), 'day', 'revenue')[0]).toMatchObject({
    parts: [{ key: 'revenue', value: 50_000 }],
    ghost: 35_000,
  })
})

test('the hours nobody came are there too', () => {
  const rows = hourRows(answer(), undefined)
  expect(rows).toHaveLength(24)
  expect([rows[9]?.total, rows[10]?.total, rows[10]?.ghost]).toEqual([0, 7, undefined])
})

test('bars are stacked from the ground and reach as high as their sum', () => {
  const plan = chartPlan(chartRows(answer(some(4, 4), some(2, 0)), undefined, 'day', 'count'))
  const [full, half] = plan.columns
  const heights = full?.parts.map(part => part.height) ?? []
  expect(heights[0]).toBe(heights[2])
  expect(heights[1]).toBe(0)
  expect((full?.parts[0]?.top ?? 0) + (heights[0] ?? 0)).toBe(100)
  expect(half?.parts[0]?.height).toBe((heights[0] ?? 0) / 2)
  expect(plan.lines.at(-1)).toEqual({ value: 0, y: 100 })
})

test('nothing at all is drawn on a scale of its own, not divided by nothing', () => {
  const plan = chartPlan(chartRows(answer(none, none), undefined, 'day', 'count'))
  expect(plan.courses.map(({ path }) => path)).toEqual(Array.from({ length: 4 }, () => 'M25.00 100.00L75.00 100.00'))
  expect(chartPlan([])).toMatchObject({ columns: [], courses: [] })
})

test('the sum has a line of its own, on one scale with the period before', () => {
  const plan = chartPlan(chartRows(answer(some(4, 4)), answer(some(900, 0)), 'day', 'count'))
  expect(plan.courses.map(({ key }) => key)).toEqual(['BASIC', 'STANDARD', 'PREMIUM', 'total'])
  expect(plan.lines[0]?.value).toBeGreaterThanOrEqual(900)
  expect(plan.columns[0]?.ghostTop).toBeCloseTo(10)
})

test('slices share the ring; one that is everything is still drawn', () => {
  const parts = (basic: number, premium: number) => [
    { key: 'BASIC' as const, value: basic },
    { key: 'PREMIUM' as const, value: premium },
  ]
  expect(slicesOf(parts(3, 1), 0.6).map(({ key, share }) => [key, share])).toEqual([
    ['BASIC', 0.75],
    ['PREMIUM', 0.25],
  ])
  const whole = slicesOf(parts(3, 0), 0.6)
  expect(whole).toHaveLength(1)
  expect(whole[0]?.path.match(/M/g)).toHaveLength(2)
  expect(slicesOf(parts(0, 0), 0.6)).toEqual([])
})
