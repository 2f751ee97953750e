import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyDurationMs, anyEntry, anyTariff } from './any-tariff.test-support.ts'
import { priceStay } from './price.ts'
import { slowPrice } from './slow-price.test-support.ts'
import { dayAt, offsetsBetween } from './wall-clock.ts'

const minuteMs = 60_000

test('whatever the tariff, a stay costs what a count minute by minute says', () => {
  fc.assert(
    fc.property(anyTariff, anyEntry, anyDurationMs, (tariff, entry, durationMs) => {
      const stay = { ...entry, untilMs: entry.enteredAtMs + durationMs }
      expect(priceStay(tariff, stay).amount).toBe(slowPrice(tariff, stay))
    }),
    { numRuns: 3000 },
  )
})

test('whatever the tariff, the price never falls while time passes', () => {
  fc.assert(
    fc.property(anyTariff, anyEntry, fc.array(anyDurationMs, { minLength: 2, maxLength: 12 }), (tariff, entry, durations) => {
      let last = 0
      for (const durationMs of durations.toSorted((a, b) => a - b)) {
        const { amount } = priceStay(tariff, { ...entry, untilMs: entry.enteredAtMs + durationMs })
        expect(amount).toBeGreaterThanOrEqual(last)
        last = amount
      }
    }),
    { numRuns: 2000 },
  )
})

test('whatever the tariff, the lines add up, no discount goes below zero and no kind of line comes twice', () => {
  fc.assert(
    fc.property(anyTariff, anyEntry, anyDurationMs, (tariff, entry, durationMs) => {
      const { amount, lines } = priceStay(tariff, { ...entry, untilMs: entry.enteredAtMs + durationMs })
      let sum = 0
      for (const line of lines) {
        expect(line.amount).toBe(line.quantity * line.unit_amount)
        expect([line.quantity, line.unit_amount].every(Number.isSafeInteger)).toBe(true)
        sum += line.amount
        expect(sum).toBeGreaterThanOrEqual(0)
      }
      expect(sum).toBe(amount)
      expect(new Set(lines.map(({ text, name }) => `${text} ${name}`)).size).toBe(lines.length)
    }),
    { numRuns: 2000 },
  )
})

test('whatever the bands, no cap is passed by more than a rounding up', () => {
  fc.assert(
    fc.property(anyTariff, anyEntry, anyDurationMs, (tariff, entry, durationMs) => {
      const stay = { ...entry, untilMs: entry.enteredAtMs + durationMs, member: false, lostTicket: false }
      const { cap_per_24h: by24h, cap_per_day: byDay } = tariff.classes[stay.vehicleClass] ?? {}
      const minutes = Math.ceil(durationMs / minuteMs)
      const offsets = offsetsBetween(stay.timeZone, stay.enteredAtMs, stay.untilMs)
      const days = dayAt(offsets, stay.untilMs) - dayAt(offsets, stay.enteredAtMs) + 1
      const most = by24h === undefined ? (byDay ?? Infinity) * days : by24h * Math.ceil(minutes / 1440)
      const coin = tariff.rounding?.to ?? 1
      expect(priceStay(tariff, stay).amount).toBeLessThan(minutes === 0 ? 1 : most + coin)
    }),
    { numRuns: 2000 },
  )
})
