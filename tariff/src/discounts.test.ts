import { expect, test } from 'vitest'
import { dueAfterPayment, exitGraceMinutes } from './due.ts'
import { priceStay, type StayFacts } from './price.ts'
import { tariff } from './schema.ts'

const minuteMs = 60_000
const form = {
  id: 'mall',
  version: 1,
  currency: 'IDR',
  validations: { cinema: { minutes: 120 }, gym: { minutes: 60 }, shop: { percent: 50 }, clinic: { amount: 1000 }, hotel: { percent: 100 } },
  exit_grace: { minutes: 10, pay_points: { lobby: 25 } },
  classes: {
    car: { first: { minutes: 60, amount: 5000 }, following: { minutes: 60, amount: 3000 }, lost_ticket: 50_000 },
    staff: { first: { minutes: 1440, amount: 2000 }, following: { minutes: 1440, amount: 2000 } },
  },
}
const mall = tariff.parse(form)
const stay = (minutes: number, facts: Partial<StayFacts> = {}): StayFacts => ({
  enteredAtMs: 0,
  untilMs: minutes * minuteMs,
  timeZone: 'Asia/Jakarta',
  vehicleClass: 'car',
  member: false,
  ...facts,
})
const linesOf = (facts: Partial<StayFacts>, of = mall, minutes = 180) =>
  priceStay(of, stay(minutes, facts)).lines.map(({ text, name, amount }) => [name === undefined ? text : `${text} ${name}`, amount])

test('minutes come first, then percentages, then amounts, in whatever order they were given; the fine is not lessened', () => {
  expect(linesOf({ validations: ['clinic', 'shop', 'cinema'], lostTicket: true })).toEqual([
    ['first_period', 5000],
    ['following_periods', 6000],
    ['validation cinema', -8000],
    ['validation shop', -1500],
    ['validation clinic', -1000],
    ['lost_ticket', 50_000],
  ])
})

test('minutes are worth what the first of this stay cost, those of a second validation what the next cost', () => {
  expect(linesOf({ validations: ['gym', 'cinema'] }).slice(2)).toEqual([
    ['validation gym', -5000],
    ['validation cinema', -6000],
  ])
})

test('no discount takes more than is left, and one that takes nothing has no line', () => {
  expect(linesOf({ validations: ['clinic', 'hotel'] }).slice(2)).toEqual([['validation hotel', -11_000]])
  expect(priceStay(mall, stay(20, { validations: ['cinema', 'clinic'] })).amount).toBe(0)
})

test('a validation counts once, and one the tariff does not have gives nothing', () => {
  expect(priceStay(mall, stay(180, { validations: ['clinic', 'clinic', 'bazaar', 'toString'] })).amount).toBe(10_000)
})

test('a member pays nothing, less by a percentage before validations, or by a class of their own', () => {
  expect(linesOf({ member: true, validations: ['clinic'] })).toEqual([['member', 0]])
  const percent = tariff.parse({ ...form, members: { percent: 33 } })
  expect(linesOf({ member: true, validations: ['clinic', 'gym'] }, percent).slice(2)).toEqual([
    ['validation gym', -5000],
    ['member_discount', -1980],
    ['validation clinic', -1000],
  ])
  const staff = tariff.parse({ ...form, members: { class: 'staff' } })
  expect(linesOf({ member: true }, staff)).toEqual([['first_period', 2000]])
})

test('what remains after a percentage is rounded down', () => {
  const odd = tariff.parse({
    ...form,
    members: { percent: 1 },
    classes: { car: { ...form.classes.car, first: { minutes: 60, amount: 101 } } },
  })
  expect(priceStay(odd, stay(30, { member: true })).amount).toBe(99)
})

test('a class that only looks like one of the tariff is charged as its first', () => {
  expect(priceStay(mall, stay(30, { vehicleClass: 'constructor' })).amount).toBe(5000)
})

test('the grace is that of the place where it was paid, of the tariff, or a quarter of an hour', () => {
  const { exit_grace: _, ...plain } = form
  expect([exitGraceMinutes(mall, 'lobby'), exitGraceMinutes(mall, 'gate_out'), exitGraceMinutes(mall, null)]).toEqual([25, 10, 10])
  expect(exitGraceMinutes(tariff.parse(plain), 'lobby')).toBe(15)
})

test('within the grace the price that was covered stands, to its last moment; then only the further time is charged', () => {
  const paidAfter = (minutes: number, payPoint: string) => ({
    amount: 5000,
    settled: { amount: 5000, atMs: minutes * minuteMs, payPoint },
  })
  expect(dueAfterPayment(mall, stay(70), paidAfter(60, 'gate_out'))).toMatchObject({ stands: true, amount: 5000, due: 0 })
  const later = dueAfterPayment(mall, { ...stay(70), untilMs: 70 * minuteMs + 1 }, paidAfter(60, 'gate_out'))
  expect(later).toMatchObject({ stands: false, amount: 8000, due: 3000 })
  expect(dueAfterPayment(mall, stay(85), paidAfter(60, 'lobby'))).toMatchObject({ stands: true, due: 0 })
  expect(dueAfterPayment(mall, stay(115), paidAfter(55, 'lobby'))).toMatchObject({ stands: false, due: 3000 })
})

test('who paid in advance or too much owes nothing and is owed nothing', () => {
  expect(dueAfterPayment(mall, stay(60), { amount: 2000 })).toMatchObject({ stands: false, due: 3000 })
  expect(dueAfterPayment(mall, stay(60), { amount: 9000 })).toMatchObject({ amount: 5000, due: 0 })
  expect(dueAfterPayment(mall, stay(60), { amount: 0, settled: { amount: null, atMs: 0, payPoint: 'lobby' } }).due).toBe(5000)
})
