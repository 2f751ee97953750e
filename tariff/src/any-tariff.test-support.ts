/** Tariffs and stays by chance: every rule, alone and together, most often near the boundaries where they meet. */
import fc from 'fast-check'
import type { StayFacts } from './price.ts'
import { dayKinds, tariff, type Tariff } from './schema.ts'

/** Clocks that go back and forth by an hour, by half an hour, the other way round the year, at midnight, and never. */
const zones = [
  'Europe/Amsterdam',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Jakarta',
  'America/Santiago',
  'Africa/Cairo',
  'America/Havana',
  'Asia/Kathmandu',
  'UTC',
]

const hourMs = 3_600_000
/** Around these the clocks change somewhere, a year ends, or February has a day more. */
const moments = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-03-08T07:00Z',
  '2026-11-01T06:00Z',
  '2026-04-04T15:00Z',
  '2026-10-03T15:30Z',
  '2026-04-05T03:00Z',
  '2026-09-06T04:00Z',
  '2026-04-23T22:00Z',
  '2026-10-29T21:00Z',
  '2026-12-31T17:00Z',
  '2028-02-28T17:00Z',
  '2026-06-15T12:00Z',
].map(text => Date.parse(text))

const often = fc.constantFrom(1, 10, 15, 30, 60, 60, 60, 120, 720, 1440)
const minutes = fc.oneof(often, fc.integer({ min: 1, max: 3000 }))
const amount = fc.oneof(fc.constantFrom(0, 1000, 2000, 3000, 5000), fc.nat({ max: 20_000 }))
const cap = fc.oneof(fc.constantFrom(0, 12_000, 40_000), fc.nat({ max: 90_000 }))
const period = fc.record({ minutes, amount })
const clockTime = fc
  .oneof(fc.constantFrom(0, 120, 150, 180, 360, 1080, 1320, 1439), fc.nat({ max: 1439 }))
  .map(minute => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`)

const names = ['night', 'weekend', 'peak hours']
const bandRates = fc.oneof(fc.record({ first: period, following: period }, { requiredKeys: ['following'] }), fc.record({ flat: amount }))
const classRates = fc.record(
  {
    first: period,
    following: period,
    bands: fc.dictionary(fc.constantFrom(...names), bandRates, { maxKeys: 3 }),
    cap_per_24h: cap,
    cap_per_day: cap,
    lost_ticket: amount,
  },
  { requiredKeys: ['first', 'following'] },
)
const band = fc.record(
  {
    name: fc.constantFrom(...names),
    days: fc.uniqueArray(fc.constantFrom(...dayKinds), { minLength: 1 }),
    from: clockTime,
    to: fc.oneof(clockTime, fc.constant('24:00')),
  },
  { requiredKeys: ['name', 'from', 'to'] },
)
const holiday = fc
  .tuple(fc.constantFrom(...moments), fc.integer({ min: -2, max: 3 }))
  .map(([ms, days]) => new Date(ms + days * 24 * hourMs).toISOString().slice(0, 10))
const validation = fc.oneof(fc.record({ minutes }), fc.record({ percent: fc.integer({ min: 1, max: 100 }) }), fc.record({ amount }))
const validationNames = ['cinema', 'shop', 'clinic']

/** Any tariff its schema lets pass, mistakes a person makes among them. */
export const anyTariff: fc.Arbitrary<Tariff> = fc
  .record(
    {
      id: fc.constant('any'),
      version: fc.constant(1),
      currency: fc.constant('IDR'),
      free_minutes: fc.constantFrom(0, 0, 5, 10, 61),
      members_free: fc.boolean(),
      members: fc.oneof(fc.record({ percent: fc.integer({ min: 1, max: 100 }) }), fc.constant({ class: 'motorcycle' })),
      bands: fc.array(band, { maxLength: 4 }),
      holidays: fc.array(holiday, { maxLength: 4 }),
      rounding: fc.record({ to: fc.constantFrom(2, 500, 1000, 7000), direction: fc.constantFrom('up', 'down', 'nearest') }),
      validations: fc.dictionary(fc.constantFrom(...validationNames), validation),
      classes: fc.record({ car: classRates, motorcycle: classRates }),
    },
    { requiredKeys: ['id', 'version', 'currency', 'classes'] },
  )
  .map(definition => tariff.parse(definition))

/** Up to two days, seldom up to twelve. */
export const anyDurationMs = fc
  .oneof(
    { weight: 20, arbitrary: fc.integer({ min: 0, max: 2 * 1440 }) },
    { weight: 10, arbitrary: fc.integer({ min: 0, max: 300 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 * 1440 }) },
  )
  .chain(whole => fc.constantFrom(0, 1, 59_999).map(ms => whole * 60_000 + ms))

/** A visitor or member who entered near one of the moments; `untilMs` is the entry itself. */
export const anyEntry: fc.Arbitrary<StayFacts> = fc
  .record({
    near: fc.constantFrom(...moments),
    hours: fc.integer({ min: -60, max: 24 }),
    ms: fc.oneof(fc.constantFrom(0, 1, 30_000, 59_999), fc.nat({ max: hourMs })),
    timeZone: fc.constantFrom(...zones),
    vehicleClass: fc.constantFrom('car', 'motorcycle'),
    member: fc.boolean(),
    lostTicket: fc.boolean(),
    validations: fc.array(fc.constantFrom(...validationNames, 'unknown'), { maxLength: 3 }),
  })
  .map(({ near, hours, ms, ...facts }) => {
    const enteredAtMs = near + hours * hourMs + ms
    return { enteredAtMs, untilMs: enteredAtMs, ...facts }
  })
