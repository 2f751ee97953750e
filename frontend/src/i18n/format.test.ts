import { expect, test } from 'vitest'
import { createFormats } from './format.ts'

const nowMs = Date.parse('2026-01-20T10:30:00.000Z')
const id = createFormats('id', 'Asia/Jakarta', () => nowMs)
const en = createFormats('en', 'Asia/Jakarta', () => nowMs)

test('money carries the symbol, a no-break space and the grouping of the language', () => {
  expect(id.money(12_500)).toBe('Rp\u00a012.500')
  expect(en.money(12_500)).toBe('Rp\u00a012,500')
  expect(id.money(-2_000)).toBe('−Rp\u00a02.000')
  expect(id.money(0)).toBe('Rp\u00a00')
})

test('the scale of a chart is short', () => {
  expect([0, 250_000, 1_500_000, -100_000].map(id.brief)).toEqual(['0', '250\u00a0rb', '1,5\u00a0jt', '−100\u00a0rb'])
  expect(en.brief(1_500_000)).toBe('1.5m')
})

test('times are those of the outlet, not of the browser', () => {
  expect(id.time('2026-01-20T20:05:00.000Z')).toBe('03.05')
  expect(en.time('2026-01-20T20:05:00.000Z')).toBe('03:05')
  expect(createFormats('en', 'Asia/Jayapura').time('2026-01-20T20:05:00.000Z')).toBe('05:05')
})

test('an unknown time zone falls back to UTC', () => {
  expect(createFormats('en', 'Mars/Olympus').time('2026-01-20T20:05:00.000Z')).toBe('20:05')
})

test('a moment of today needs no day, one of another day does', () => {
  expect(id.moment('2026-01-20T03:42:00.000Z')).toBe('10.42')
  expect(id.moment('2026-01-18T03:42:00.000Z')).toBe('18 Jan 10.42')
  expect(id.moment('2025-12-31T03:42:00.000Z')).toBe('31 Des 2025 10.42')
})

test.each([
  [-50, '0,1 dtk'],
  [240, '0,2 dtk'],
  [9_960, '9,9 dtk'],
  [12_000, '12 dtk'],
  [240_000, '4 mnt'],
  [3 * 3_600_000 + 59 * 60_000, '3 jam'],
  [50 * 3_600_000, '2 hari'],
])('an age of %i ms reads %s', (ms, text) => {
  expect(id.age(ms)).toBe(text)
})

test.each([
  [6.4, '6 ms'],
  [420, '0,42 dtk'],
  [3_900, '3,9 dtk'],
  [120_000, '2 mnt'],
])('a span of %f ms reads %s', (ms, text) => {
  expect(id.span(ms)).toBe(text)
})

test.each([
  [0, '0 mnt'],
  [45.9, '45 mnt'],
  [135, '2 jam 15 mnt'],
  [120, '2 jam'],
  [1440 + 240, '1 hari 4 jam'],
])('%f minutes read %s', (minutes, text) => {
  expect(id.minutes(minutes)).toBe(text)
})

test('a change is told with its sign', () => {
  expect(en.change(0.12)).toBe('+12%')
  expect(en.change(-0.4)).toBe('−40%')
})

test('the day begins at midnight of the outlet', () => {
  expect(new Date(id.dayStart(nowMs)).toISOString()).toBe('2026-01-19T17:00:00.000Z')
})
