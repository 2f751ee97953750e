import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyDurationMs, anyEntry, anyTariff } from './any-tariff.test-support.ts'
import { dueAfterPayment } from './due.ts'
import { priceStay, type StayFacts } from './price.ts'
import { tariff, type Rounding } from './schema.ts'

const form = {
  id: 'coins',
  version: 1,
  currency: 'IDR',
  validations: { shop: { percent: 33 } },
  classes: { car: { first: { minutes: 60, amount: 5000 }, following: { minutes: 60, amount: 1250 }, lost_ticket: 20_100 } },
}
const stay = (facts: Partial<StayFacts> = {}): StayFacts => ({
  enteredAtMs: 0,
  untilMs: 120 * 60_000,
  timeZone: 'Asia/Jakarta',
  vehicleClass: 'car',
  member: false,
  ...facts,
})
const rounding = (to: number, direction: Rounding['direction']) => tariff.parse({ ...form, rounding: { to, direction } })

test.each<[Rounding['direction'], number, number]>([
  ['up', 250, 6500],
  ['down', -250, 6000],
  ['nearest', 250, 6500],
])('6250 goes %s to coins of 500, as a line of its own after all others', (direction, off, amount) => {
  const price = priceStay(rounding(500, direction), stay())
  expect(price.lines.at(-1)).toEqual({ text: 'rounding', quantity: 1, unit_amount: off, amount: off })
  expect(price.amount).toBe(amount)
})

test('what is below the half goes down to the nearest, and what is round already has no line', () => {
  expect(priceStay(rounding(1000, 'nearest'), stay()).amount).toBe(6000)
  expect(priceStay(rounding(1250, 'up'), stay()).lines.map(({ text }) => text)).toEqual(['first_period', 'following_periods'])
})

test('discounts come before it, and the fine is rounded with the rest', () => {
  const { lines, amount } = priceStay(rounding(500, 'down'), stay({ validations: ['shop'], lostTicket: true }))
  expect(lines.map(line => line.text)).toEqual(['first_period', 'following_periods', 'validation', 'lost_ticket', 'rounding'])
  expect(amount).toBe(24_000)
})

test('what is free stays free', () => {
  expect(priceStay(rounding(1000, 'up'), stay({ member: true })).amount).toBe(0)
})

test('after a rounded price was paid and the grace is over, what is owed can be paid in the same coins', () => {
  const paid = { amount: 6500, settled: { amount: 6500, atMs: 0, payPoint: null } }
  expect(dueAfterPayment(rounding(500, 'up'), stay({ untilMs: 180 * 60_000 }), paid)).toMatchObject({ amount: 7500, due: 1000 })
})

test('whatever the tariff, a rounded price is a multiple and less than one coin away from the price without it', () => {
  fc.assert(
    fc.property(anyTariff, anyEntry, anyDurationMs, (found, entry, durationMs) => {
      const past = { ...entry, untilMs: entry.enteredAtMs + durationMs }
      const { rounding: coins, ...plain } = found
      fc.pre(coins !== undefined)
      const { amount } = priceStay(found, past)
      expect(amount % coins.to).toBe(0)
      expect(Math.abs(amount - priceStay(plain, past).amount)).toBeLessThan(coins.to)
    }),
    { numRuns: 1000 },
  )
})

test.each([{ to: 1, direction: 'up' }, { to: 500.5, direction: 'up' }, { to: 500, direction: 'sideways' }, { to: 500 }])(
  '%o is no rounding',
  bad => {
    expect(tariff.safeParse({ ...form, rounding: bad }).success).toBe(false)
  },
)
