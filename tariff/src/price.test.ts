import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { priceStay } from './price.ts'
import { tariff, type Tariff } from './schema.ts'

const hour = 60 * 60_000
const standard: Tariff = tariff.parse({
  id: 'standard',
  version: 1,
  currency: 'IDR',
  free_minutes: 10,
  classes: {
    car: { first: { minutes: 60, amount: 5000 }, following: { minutes: 60, amount: 3000 }, cap_per_24h: 40_000, lost_ticket: 50_000 },
    motorcycle: { first: { minutes: 60, amount: 2000 }, following: { minutes: 60, amount: 1000 } },
  },
})

const entry = { enteredAtMs: 0, timeZone: 'Asia/Jakarta' }
const stay = (minutes: number, more: { member?: boolean; lostTicket?: boolean; vehicleClass?: string } = {}) =>
  priceStay(standard, {
    ...entry,
    untilMs: minutes * 60_000,
    vehicleClass: more.vehicleClass ?? 'car',
    member: more.member ?? false,
    lostTicket: more.lostTicket ?? false,
  })

describe('the price of a stay', () => {
  test.each([
    ['within the free minutes', 10, 0],
    ['one minute beyond them', 11, 5000],
    ['exactly the first period', 60, 5000],
    ['one started following period', 61, 8000],
    ['three hours', 180, 11_000],
    ['capped on a long day', 23 * 60, 40_000],
    ['exactly 24 hours', 24 * 60, 40_000],
    ['a day and an hour', 25 * 60, 45_000],
    ['three days', 3 * 24 * 60, 120_000],
  ])('%s', (_name, minutes, amount) => {
    expect(stay(minutes).amount).toBe(amount)
  })

  test('a started minute counts whole', () => {
    expect(priceStay(standard, { ...entry, untilMs: hour + 1, vehicleClass: 'car', member: false }).amount).toBe(8000)
  })

  test('a clock that went back costs nothing beyond the free minutes', () => {
    expect(priceStay(standard, { ...entry, enteredAtMs: hour, untilMs: 0, vehicleClass: 'car', member: false })).toMatchObject({
      amount: 0,
      durationMinutes: 0,
    })
  })

  test('a member pays nothing, but a lost ticket is still charged', () => {
    expect(stay(600, { member: true }).lines).toEqual([{ text: 'member', quantity: 1, unit_amount: 0, amount: 0 }])
    expect(stay(600, { member: true, lostTicket: true }).amount).toBe(50_000)
  })

  test('a member pays where the tariff says so', () => {
    const paid = { ...standard, members_free: false }
    expect(priceStay(paid, { ...entry, untilMs: hour, vehicleClass: 'car', member: true }).amount).toBe(5000)
  })

  test('a class without a cap grows on', () => {
    expect(stay(48 * 60, { vehicleClass: 'motorcycle' }).amount).toBe(2000 + 47 * 1000)
  })

  test('an unknown class is charged as the first one', () => {
    expect(stay(30, { vehicleClass: 'truck' }).amount).toBe(5000)
  })

  test('explains itself: the lines add up to the amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * 24 * 40 }), minutes => {
        const price = stay(minutes)
        expect(price.lines.reduce((sum, line) => sum + line.amount, 0)).toBe(price.amount)
        for (const line of price.lines) expect(line.amount).toBe(line.quantity * line.unit_amount)
      }),
    )
  })

  test('never falls while time passes', () => {
    const minutes = fc.integer({ min: 0, max: 60 * 24 * 10 })
    fc.assert(
      fc.property(minutes, minutes, (a, b) => {
        expect(stay(Math.max(a, b)).amount).toBeGreaterThanOrEqual(stay(Math.min(a, b)).amount)
      }),
    )
  })
})

test('a version stored before there were bands reads back letter by letter, and is priced without a clock', () => {
  const stored =
    '{"id":"standard","version":1,"currency":"IDR","free_minutes":0,"members_free":true,"classes":{"car":{"first":{"minutes":60,"amount":5000},"following":{"minutes":60,"amount":3000},"cap_per_24h":40000,"lost_ticket":50000}}}'
  const read = tariff.parse(JSON.parse(stored))
  expect(JSON.stringify(read)).toBe(stored)
  const stay = { enteredAtMs: 0, untilMs: 25 * hour, timeZone: 'nobody asks', vehicleClass: 'car', member: false }
  expect(priceStay(read, stay).lines).toEqual([
    { text: 'cap_24h', quantity: 1, unit_amount: 40_000, amount: 40_000 },
    { text: 'first_period', quantity: 1, unit_amount: 5000, amount: 5000 },
  ])
})

test('a tariff without a vehicle class is refused', () => {
  expect(tariff.safeParse({ id: 'x', version: 1, currency: 'IDR', classes: {} }).success).toBe(false)
})
