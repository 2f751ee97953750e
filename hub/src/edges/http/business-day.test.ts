import { expect, test } from 'vitest'
import { startOfDate, startOfDay } from './business-day.ts'

const iso = (ms: number) => new Date(ms).toISOString()

test.each([
  ['2026-01-20T16:59:59.999Z', 'Asia/Jakarta', 0, '2026-01-19T17:00:00.000Z'],
  ['2026-01-20T17:00:00.000Z', 'Asia/Jakarta', 0, '2026-01-20T17:00:00.000Z'],
  ['2026-01-20T17:00:00.000Z', 'Asia/Jakarta', 7, '2026-01-13T17:00:00.000Z'],
  ['2026-03-02T10:00:00.000Z', 'UTC', 3, '2026-02-27T00:00:00.000Z'],
  // Clocks went forward on 29 March 2026 in Berlin.
  ['2026-03-30T10:00:00.000Z', 'Europe/Berlin', 0, '2026-03-29T22:00:00.000Z'],
  ['2026-03-30T10:00:00.000Z', 'Europe/Berlin', 1, '2026-03-28T23:00:00.000Z'],
])('the day of %s in %s, %i days back, began at %s', (at, zone, daysBack, began) => {
  expect(iso(startOfDay(Date.parse(at), zone, daysBack))).toBe(began)
})

test.each([
  ['2026-01-20', 'Asia/Jakarta', '2026-01-19T17:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
  // Cairo's clocks skip midnight in April.
  ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
])('the day %s in %s begins at %s', (date, zone, began) => {
  expect(iso(startOfDate(date, zone))).toBe(began)
})
