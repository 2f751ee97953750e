import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReadingRecord } from '../store/readings.ts'
import { bucketsOf, weighedMinute, weighedReading } from './buckets.ts'

const zone = 'Asia/Jakarta'

function reading(at: string, tds: number, temperature: number | null = null): ReadingRecord {
  return { machineId: 'vending-1', at, tdsMilli: tds, phMilli: 7_100, temperatureMilli: temperature }
}

test('a reading falls into a minute, an hour and a day, and the day is that of the outlet', () => {
  const [minute, hour, day] = bucketsOf([weighedReading(reading('2026-01-20T17:30:45.500Z', 120_500, 27_300))], zone)
  expect(minute).toMatchObject({ size: 'minute', startsAt: '2026-01-20T17:30:00.000Z', count: 1, tdsSum: 120_500, temperatureCount: 1 })
  expect(hour).toMatchObject({ size: 'hour', startsAt: '2026-01-20T17:00:00.000Z' })
  // Half past midnight in Jakarta.
  expect(day).toMatchObject({ size: 'day', startsAt: '2026-01-20T17:00:00.000Z' })
  const [, , before] = bucketsOf([weighedReading(reading('2026-01-20T16:59:59.999Z', 1))], zone)
  expect(before).toMatchObject({ startsAt: '2026-01-19T17:00:00.000Z' })
})

test('a day of an outlet whose clock is set forward is an hour shorter', () => {
  const starts = ['2026-03-28T23:30:00.000Z', '2026-03-29T21:59:00.000Z', '2026-03-29T22:00:00.000Z'].map(
    at => bucketsOf([weighedReading(reading(at, 1))], 'Europe/Berlin')[2]?.startsAt,
  )
  expect(starts).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'])
})

test('a minute told by a machine weighs as many readings as it was made of', () => {
  const spread = { mean: 120.4, min: 118, max: 123.5 }
  const minute = weighedMinute('vending-1', {
    from: '2026-01-20T10:00:00.000Z',
    to: '2026-01-20T10:01:00.000Z',
    count: 12,
    tds: spread,
    ph: { mean: 7.1, min: 7, max: 7.2 },
    verdict: 'good',
  })
  const [bucket] = bucketsOf([minute, weighedReading(reading('2026-01-20T10:00:59.999Z', 100_000, 20_000))], zone)
  expect(bucket).toMatchObject({ count: 13, tdsSum: 1_544_800, tdsMin: 100_000, tdsMax: 123_500, phSum: 92_300, measured: true })
  expect(bucket).toMatchObject({ temperatureCount: 1, temperatureSum: 20_000, temperatureMin: 20_000 })
})

test('in whatever order readings come and however they are cut into batches, the buckets are the same', () => {
  const some = fc.array(
    fc.record({
      seconds: fc.integer({ min: 0, max: 200_000 }),
      tds: fc.integer({ min: 0, max: 1_000_000 }),
      warm: fc.option(fc.integer()),
      rank: fc.nat(),
    }),
    { minLength: 1, maxLength: 40 },
  )
  fc.assert(
    fc.property(some, given => {
      const told = (of: typeof given) =>
        of.map(({ seconds, tds, warm }) =>
          weighedReading(reading(new Date(Date.UTC(2026, 0, 20) + seconds * 1000).toISOString(), tds, warm)),
        )
      const keyed = (of: typeof given) =>
        bucketsOf(told(of), zone).toSorted((a, b) => (`${a.size}${a.startsAt}` < `${b.size}${b.startsAt}` ? -1 : 1))
      expect(keyed(given.toSorted((a, b) => a.rank - b.rank))).toEqual(keyed(given))
    }),
  )
})
