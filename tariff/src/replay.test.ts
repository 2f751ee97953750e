import { expect, test } from 'vitest'
import { examplesOf } from './examples.ts'
import { replayStays, startReplay, type PastStay } from './replay.ts'
import { tariff } from './schema.ts'

const draft = tariff.parse({
  id: 'draft',
  version: 2,
  currency: 'IDR',
  bands: [{ name: 'night', from: '22:00', to: '06:00' }],
  classes: {
    car: {
      first: { minutes: 60, amount: 5000 },
      following: { minutes: 60, amount: 3000 },
      bands: { night: { flat: 10_000 } },
      cap_per_day: 40_000,
    },
    motorcycle: { first: { minutes: 60, amount: 2000 }, following: { minutes: 60, amount: 1000 } },
  },
})

const past = (id: string, from: string, until: string, earned: number, more: Partial<PastStay> = {}): PastStay => ({
  id,
  enteredAtMs: Date.parse(from),
  untilMs: Date.parse(until),
  timeZone: 'Asia/Jakarta',
  vehicleClass: 'car',
  member: false,
  earned,
  ...more,
})

const march = [
  past('a', '2026-03-02T08:00+07:00', '2026-03-02T10:00+07:00', 10_000),
  past('b', '2026-03-02T22:00+07:00', '2026-03-03T05:00+07:00', 8000),
  past('c', '2026-03-01T23:30+07:00', '2026-03-01T23:50+07:00', 1500, { vehicleClass: 'motorcycle' }),
  past('d', '2026-03-01T08:00+07:00', '2026-03-01T09:00+07:00', 0, { member: true }),
]

test('past stays are priced anew: each, in all, by class and by the day on which they were priced', () => {
  const replay = replayStays(draft, march)
  expect(replay.stays).toEqual([
    { id: 'a', earned: 10_000, wouldEarn: 8000, difference: -2000 },
    { id: 'b', earned: 8000, wouldEarn: 10_000, difference: 2000 },
    { id: 'c', earned: 1500, wouldEarn: 2000, difference: 500 },
    { id: 'd', earned: 0, wouldEarn: 0, difference: 0 },
  ])
  expect(replay.total).toEqual({ stays: 4, earned: 19_500, wouldEarn: 20_000, difference: 500, dearer: 2, cheaper: 1 })
  expect(replay.byClass).toEqual([
    { vehicleClass: 'car', stays: 3, earned: 18_000, wouldEarn: 18_000, difference: 0, dearer: 1, cheaper: 1 },
    { vehicleClass: 'motorcycle', stays: 1, earned: 1500, wouldEarn: 2000, difference: 500, dearer: 1, cheaper: 0 },
  ])
  expect(replay.byDay.map(({ date, stays, difference }) => [date, stays, difference])).toEqual([
    ['2026-03-01', 2, 500],
    ['2026-03-02', 1, -2000],
    ['2026-03-03', 1, 2000],
  ])
})

test('fed page by page it comes to the same', () => {
  const running = startReplay(draft)
  expect(running.sums()).toEqual({ total: expect.objectContaining({ stays: 0, earned: 0 }), byClass: [], byDay: [] })
  for (const stay of march) running.add(stay)
  const { stays: _, ...sums } = replayStays(draft, march)
  expect(running.sums()).toEqual(sums)
})

test('the examples of a tariff: every class, a quarter of an hour to three days', () => {
  const examples = examplesOf(draft, { enteredAtMs: Date.parse('2026-03-02T09:00+07:00'), timeZone: 'Asia/Jakarta' })
  expect(examples.map(({ vehicleClass, minutes, price }) => [vehicleClass, minutes, price.amount])).toEqual([
    ['car', 15, 5000],
    ['car', 60, 5000],
    ['car', 120, 8000],
    ['car', 300, 17_000],
    ['car', 1440, 40_000 + 9000],
    ['car', 4320, 40_000 * 3 + 9000],
    ['motorcycle', 15, 2000],
    ['motorcycle', 60, 2000],
    ['motorcycle', 120, 3000],
    ['motorcycle', 300, 6000],
    ['motorcycle', 1440, 25_000],
    ['motorcycle', 4320, 73_000],
  ])
})
