import { expect, test } from 'vitest'
import { limitsOf, safeBand, standing, trendOf } from './safe-band.ts'

const usual = { tds_max: 300, ph_min: 6.5, ph_max: 8.5 }
const tds = limitsOf('tds', usual)
const ph = limitsOf('ph', usual)

test('a limit itself is still safe, what lies beyond is not, and what nobody knows is neither', () => {
  expect([299, 300, 301].map(value => standing(value, tds))).toEqual(['safe', 'safe', 'high'])
  expect([6.49, 6.5, 8.6].map(value => standing(value, ph))).toEqual(['low', 'safe', 'high'])
  expect([standing(null, ph), standing(undefined, ph)]).toEqual([undefined, undefined])
})

test('without thresholds everything possible is safe', () => {
  expect(standing(1_000, limitsOf('tds', undefined))).toBe('safe')
  expect(safeBand('ph', 7, limitsOf('ph', undefined))).toEqual({ safeFrom: 0, safeTo: 100, at: 50 })
})

test('the scale begins at nothing where nothing is too low, and has room on both sides where there are two limits', () => {
  expect(safeBand('tds', 225, tds)).toEqual({ safeFrom: 0, safeTo: expect.closeTo(66.7, 1), at: 50 })
  const band = safeBand('ph', 7.5, ph)
  expect([band.safeFrom > 20, band.safeTo < 80, band.at]).toEqual([true, true, 50])
})

test.each([
  ['tds', 990],
  ['ph', 2],
  ['ph', 13.9],
] as const)('however far outside, %s %d is on the scale and beside the safe part', (measure, value) => {
  const band = safeBand(measure, value, limitsOf(measure, usual))
  expect(band.at).toBeGreaterThanOrEqual(0)
  expect(band.at).toBeLessThanOrEqual(100)
  expect((band.at ?? 50) < band.safeFrom || (band.at ?? 50) > band.safeTo).toBe(true)
})

test('a value nobody knows leaves the scale and takes the mark away', () => {
  expect(safeBand('ph', null, ph).at).toBeUndefined()
})

test('a gap in a course breaks its line, and the newest value there is has the dot', () => {
  const trend = trendOf([100, 110, null, 120, null], tds)
  expect(trend?.line.match(/M/g)).toHaveLength(2)
  expect(trend?.last?.x).toBe(75)
})

test('a course without a value is none, and one that never changes is a line inside its box', () => {
  expect(trendOf([null, null], tds)).toBeUndefined()
  expect(trendOf([], tds)).toBeUndefined()
  expect(trendOf([7, 7], ph)?.last?.y).toBeCloseTo(50)
})

test('of the safe part a course shows what is near it', () => {
  expect(trendOf([100, 110], tds)).toMatchObject({ safeTop: 0, safeHeight: 100 })
  const above = trendOf([400, 410], tds)
  expect(above?.safeHeight).toBe(0)
})
