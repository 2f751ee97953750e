import { expect, test } from 'vitest'
import { tariffProblems } from './problems.ts'
import { tariff } from './schema.ts'

const rates = { first: { minutes: 60, amount: 5000 }, following: { minutes: 60, amount: 3000 } }
const night = { name: 'night', from: '22:00', to: '06:00' }
const weekend = { name: 'weekend', days: ['sat', 'sun'], from: '00:00', to: '24:00' }
const flat = { flat: 10_000 }

function problems(change: object, car: object = {}) {
  const found = tariffProblems(tariff.parse({ id: 't', version: 1, currency: 'IDR', ...change, classes: { car: { ...rates, ...car } } }))
  return found.map(({ code, severity, path }) => `${severity} ${code} ${path}`)
}

test('a tariff without mistakes has none', () => {
  expect(problems({}, { cap_per_24h: 40_000, lost_ticket: 50_000 })).toEqual([])
  expect(problems({ bands: [night], free_minutes: 10 }, { bands: { night: flat }, cap_per_day: 60_000 })).toEqual([])
})

test.each<[string, object, object, string[]]>([
  ['a night with equal ends', { bands: [{ ...night, to: '22:00' }] }, { bands: { night: flat } }, ['mistake band_ends_equal bands.0.to']],
  [
    'a band behind another that takes all its time',
    { bands: [night, { name: 'late', days: ['mon'], from: '23:00', to: '24:00' }] },
    { bands: { night: flat, late: flat } },
    ['mistake band_hidden bands.1'],
  ],
  ['bands that meet', { bands: [night, weekend] }, { bands: { night: flat, weekend: flat } }, ['notice bands_overlap bands.1']],
  ['a band nobody has rates for', { bands: [night] }, {}, ['notice band_without_rates bands.0']],
  ['rates for a band that is not there', {}, { bands: { nigth: flat } }, ['mistake band_unknown classes.car.bands.nigth']],
  [
    'a band for holidays and no date',
    { bands: [{ ...weekend, days: ['holiday'] }] },
    { bands: { weekend: flat } },
    ['notice holidays_missing holidays'],
  ],
  [
    'dates and no band that could apply on them',
    { bands: [weekend], holidays: ['2026-12-25'] },
    { bands: { weekend: flat } },
    ['notice holidays_without_band holidays'],
  ],
  ['a class of members that is not there', { members: { class: 'staff' } }, {}, ['mistake member_class_unknown members.class']],
  ['a price no machine can ask for', {}, { following: { minutes: 1, amount: 50_000 } }, ['mistake too_dear classes.car.following.amount']],
  ['the same with a cap', {}, { following: { minutes: 1, amount: 50_000 }, cap_per_24h: 60_000_000 }, []],
  ['both caps', {}, { cap_per_24h: 40_000, cap_per_day: 40_000 }, ['mistake two_caps classes.car.cap_per_day']],
  ['a cap below the first period', {}, { cap_per_24h: 4000 }, ['notice cap_below_first classes.car.cap_per_24h']],
  [
    'a cap below a flat night',
    { bands: [night] },
    { bands: { night: flat }, cap_per_day: 9000 },
    ['notice cap_below_first classes.car.cap_per_day'],
  ],
  ['free minutes beyond the first period', { free_minutes: 60 }, {}, ['notice free_covers_first classes.car.first.minutes']],
  ['a rounding coarser than a period', { rounding: { to: 5000, direction: 'up' } }, {}, ['notice rounding_coarse rounding.to']],
  ['a rounding as coarse as a period', { rounding: { to: 3000, direction: 'up' } }, {}, []],
])('%s', (_name, change, car, expected) => {
  expect(problems(change, car)).toEqual(expected)
})

test('a class that leaves a band to its ordinary rates is told when another does not', () => {
  const classes = { car: { ...rates, bands: { night: flat } }, motorcycle: rates }
  expect(tariffProblems(tariff.parse({ id: 't', version: 1, currency: 'IDR', bands: [night], classes }))).toEqual([
    {
      code: 'class_without_band',
      severity: 'notice',
      path: 'classes.motorcycle.bands',
      message: 'motorcycle has no rates for night; its ordinary ones apply',
      values: { class: 'motorcycle', name: 'night' },
    },
  ])
})

test('where bands meet is said with a day and a time', () => {
  const meet = tariff.parse({
    id: 't',
    version: 1,
    currency: 'IDR',
    bands: [night, weekend],
    classes: { car: { ...rates, bands: { night: flat, weekend: flat } } },
  })
  expect(tariffProblems(meet)[0]?.values).toEqual({ name: 'weekend', winner: 'night', day: 'sat', at: '00:00' })
})

test('two windows of one band may touch and overlap', () => {
  expect(problems({ bands: [night, { ...night, from: '20:00', to: '23:00' }] }, { bands: { night: flat } })).toEqual([])
})
