import { describe, expect, test } from 'vitest'
import { priceStay } from './price.ts'
import { tariff, type Tariff } from './schema.ts'

const form = {
  id: 'bands',
  version: 1,
  currency: 'IDR',
  bands: [
    { name: 'holiday', days: ['holiday'], from: '00:00', to: '24:00' },
    { name: 'night', from: '22:00', to: '06:00' },
    { name: 'weekend', days: ['sat', 'sun'], from: '00:00', to: '24:00' },
  ],
  holidays: ['2026-12-25', '2028-02-29'],
}
const hourly = { first: { minutes: 60, amount: 5000 }, following: { minutes: 60, amount: 3000 } }
const own = { night: { flat: 10_000 }, weekend: { following: { minutes: 60, amount: 4000 } }, holiday: { flat: 1 } }
const banded = tariff.parse({ ...form, classes: { car: { ...hourly, bands: own } } })
const hourlyNight = tariff.parse({
  ...form,
  classes: { car: { ...hourly, bands: { night: { following: { minutes: 60, amount: 1000 } } } } },
})

/** From and until with their offset; the price at an outlet in `timeZone`. */
function cost(of: Tariff, from: string, until: string, timeZone = 'Asia/Jakarta') {
  return priceStay(of, { enteredAtMs: Date.parse(from), untilMs: Date.parse(until), timeZone, vehicleClass: 'car', member: false })
}

describe('a stay that crosses a boundary', () => {
  test.each([
    ['the period begun before it is paid to its end', '2026-11-18T21:30+07:00', '2026-11-18T22:30+07:00', 5000],
    ['the next one belongs to the band it begins in', '2026-11-18T21:30+07:00', '2026-11-18T22:31+07:00', 15_000],
    ['a flat period lasts until its band ends', '2026-11-18T21:30+07:00', '2026-11-19T06:00+07:00', 15_000],
    ['and not a minute longer', '2026-11-18T21:30+07:00', '2026-11-19T06:01+07:00', 18_000],
    ['a flat period begun late ends with its band all the same', '2026-11-19T05:59+07:00', '2026-11-19T06:30+07:00', 13_000],
    ['where bands meet the first in the list applies', '2026-11-20T21:30+07:00', '2026-11-21T06:30+07:00', 19_000],
    ['each night is one of its own', '2026-11-18T22:00+07:00', '2026-11-19T23:00+07:00', 20_000 + 16 * 3000],
    ['a holiday is no weekday', '2026-12-25T10:00+07:00', '2026-12-25T20:00+07:00', 1],
    ['the night before a holiday gives way to it at midnight', '2026-12-24T23:00+07:00', '2026-12-25T20:00+07:00', 10_001],
  ])('%s', (_name, from, until, amount) => {
    expect(cost(banded, from, until).amount).toBe(amount)
  })

  test('the lines name their band, and stay few however long the stay', () => {
    expect(cost(banded, '2026-11-16T08:00+07:00', '2026-12-16T08:00+07:00').lines).toEqual([
      { text: 'first_period', quantity: 1, unit_amount: 5000, amount: 5000 },
      { text: 'following_periods', quantity: 22 * 16 - 1, unit_amount: 3000, amount: 1_053_000 },
      { text: 'flat_rate', name: 'night', quantity: 30, unit_amount: 10_000, amount: 300_000 },
      { text: 'following_periods', name: 'weekend', quantity: 8 * 16, unit_amount: 4000, amount: 512_000 },
    ])
  })

  test('one tariff follows the clock of each outlet', () => {
    const [from, until] = ['2026-11-18T14:30Z', '2026-11-18T15:00Z']
    expect(cost(banded, from, until, 'Asia/Jakarta').amount).toBe(5000)
    expect(cost(banded, from, until, 'Asia/Jayapura').amount).toBe(10_000)
  })

  test('two bands of one name share its rates and its line', () => {
    const peaks = ['07:00', '16:00'].map(from => ({ name: 'peak', from, to: `${from.slice(0, 1)}9:00` }))
    const peak = { peak: { following: { minutes: 60, amount: 9000 } } }
    const twice = tariff.parse({ ...form, bands: peaks, classes: { car: { ...hourly, bands: peak } } })
    expect(cost(twice, '2026-11-18T07:00+07:00', '2026-11-18T19:00+07:00').lines).toContainEqual({
      text: 'following_periods',
      name: 'peak',
      quantity: 5,
      unit_amount: 9000,
      amount: 45_000,
    })
  })
})

describe('when the clocks change', () => {
  test.each([
    ['Europe/Amsterdam', 'a night of nine hours', '2026-10-24T22:00+02:00', '2026-10-25T06:00+01:00', 9],
    ['Europe/Amsterdam', 'a night of seven', '2026-03-28T22:00+01:00', '2026-03-29T06:00+02:00', 7],
    ['America/New_York', 'a night of nine', '2026-10-31T22:00-04:00', '2026-11-01T06:00-05:00', 9],
    ['America/New_York', 'a night of seven', '2026-03-07T22:00-05:00', '2026-03-08T06:00-04:00', 7],
    ['Australia/Lord_Howe', 'eight hours and a half are nine begun', '2026-04-04T22:00+11:00', '2026-04-05T06:00+10:30', 9],
    ['Australia/Lord_Howe', 'seven and a half are eight begun', '2026-10-03T22:00+10:30', '2026-10-04T06:00+11:00', 8],
    ['Asia/Jakarta', 'never: eight', '2026-03-28T22:00+07:00', '2026-03-29T06:00+07:00', 8],
  ])('%s, %s: time that passed is paid, and the band ends by the wall', (zone, _name, from, until, hours) => {
    expect(cost(hourlyNight, from, until, zone).amount).toBe(hours * 1000)
    expect(cost(banded, from, until, zone).amount).toBe(10_000)
    expect(cost(banded, from, new Date(Date.parse(until) + 1).toISOString(), zone).amount).toBe(14_000)
  })

  const window = (from: string, to: string) =>
    tariff.parse({ ...form, bands: [{ name: 'night', from, to }], classes: { car: { ...hourly, bands: { night: { flat: 7000 } } } } })

  test('a boundary in the skipped hour comes when the clock skips it', () => {
    const skipped = window('02:30', '04:00')
    expect(cost(skipped, '2026-03-29T01:00Z', '2026-03-29T02:00Z', 'Europe/Amsterdam').amount).toBe(7000)
    expect(cost(skipped, '2026-03-29T00:59Z', '2026-03-29T02:00Z', 'Europe/Amsterdam').amount).toBe(5000 + 7000)
  })

  test('a boundary in the repeated hour comes the first time only', () => {
    const repeated = window('02:15', '02:45')
    expect(cost(repeated, '2026-10-25T00:15Z', '2026-10-25T01:45Z', 'Europe/Amsterdam').amount).toBe(7000 + 3000)
    expect(cost(repeated, '2026-10-25T01:15Z', '2026-10-25T01:45Z', 'Europe/Amsterdam').amount).toBe(5000)
  })
})

describe('a cap', () => {
  const capped = (cap: object) => tariff.parse({ ...form, classes: { car: { ...hourly, ...cap } } })
  const perDay = capped({ cap_per_day: 40_000 })
  const per24h = capped({ cap_per_24h: 40_000 })

  test.each([
    ['a day of 25 hours is one day', '2026-10-25T00:00+02:00', '2026-10-26T00:00+01:00', 40_000, 45_000],
    ['a day of 23 hours is one day', '2026-03-29T00:00+01:00', '2026-03-30T00:00+02:00', 40_000, 40_000],
    ['a short night touches two days, but not twice the first period', '2026-06-01T23:30+02:00', '2026-06-02T01:00+02:00', 8000, 8000],
    ['a period counts to the day in which it begins', '2026-06-01T00:30+02:00', '2026-06-02T00:30+02:00', 40_000, 40_000],
    ['28 February to 1 March has a 29th in a leap year', '2028-02-28T12:00+01:00', '2028-03-01T12:00+01:00', 114_000, 80_000],
    ['and none in another', '2027-02-28T12:00+01:00', '2027-03-01T12:00+01:00', 74_000, 40_000],
  ])('%s', (_name, from, until, byDay, by24h) => {
    expect(cost(perDay, from, until, 'Europe/Amsterdam').amount).toBe(byDay)
    expect(cost(per24h, from, until, 'Europe/Amsterdam').amount).toBe(by24h)
  })

  test('by the day says so', () => {
    expect(cost(perDay, '2026-06-01T00:00+02:00', '2026-06-04T00:00+02:00', 'Europe/Amsterdam').lines).toEqual([
      { text: 'cap_day', quantity: 3, unit_amount: 40_000, amount: 120_000 },
    ])
  })

  test('of 24 hours does not ask twice for a night that is paid', () => {
    const nights = tariff.parse({ ...form, classes: { car: { ...hourly, bands: own, cap_per_24h: 90_000 } } })
    // Monday 23:00: that night, the day, and on Tuesday the night that runs on into the second 24 hours.
    const day = 10_000 + 16 * 3000 + 10_000
    expect(cost(nights, '2026-11-16T23:00+07:00', '2026-11-17T22:59+07:00').amount).toBe(day)
    expect(cost(nights, '2026-11-16T23:00+07:00', '2026-11-18T06:00+07:00').amount).toBe(day)
    expect(cost(nights, '2026-11-16T23:00+07:00', '2026-11-18T06:01+07:00').amount).toBe(day + 5000)
  })
})

test('29 February may be a holiday in a leap year and in no other', () => {
  expect(cost(banded, '2028-02-29T10:00+07:00', '2028-02-29T12:00+07:00').amount).toBe(1)
  expect(tariff.safeParse({ ...banded, holidays: ['2027-02-29'] }).success).toBe(false)
})

test('an unknown time zone is an error where the tariff needs one, never a price', () => {
  expect(() => cost(banded, '2026-11-18T10:00Z', '2026-11-18T12:00Z', 'Asia/Nowhere')).toThrow(RangeError)
})
