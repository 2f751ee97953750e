/** What is still owed once money has come: at a pay station, at the exit, with the hub or without it. */
import { priceStay, type Price, type StayFacts } from './price.ts'
import type { Tariff } from './schema.ts'

const defaultGraceMinutes = 15

/** Minutes to drive out after paying at the machine `payPoint`, before the clock runs again. */
export function exitGraceMinutes({ exit_grace: grace }: Tariff, payPoint: string | null): number {
  const { minutes = defaultGraceMinutes, pay_points: points = {} } = grace ?? {}
  const own = payPoint !== null && Object.hasOwn(points, payPoint) ? points[payPoint] : undefined
  return own ?? minutes
}

/** Whether who settled at `settledAtMs` may still leave for it at `untilMs`; the last moment of the grace belongs to it. */
export function isWithinGrace(settledAtMs: number, graceMinutes: number, untilMs: number): boolean {
  return untilMs - settledAtMs <= graceMinutes * 60_000
}

/** Money of a stay so far, in the smallest unit. */
export interface Paid {
  amount: number
  /** Present when a price was covered and the stay was told that it may leave. */
  settled?: {
    /** The price that was covered; null where none was kept. */
    amount: number | null
    atMs: number
    /** The machine where it was paid. */
    payPoint: string | null
  }
}

export interface Due {
  /** The price up to now, whether it is asked or not. */
  price: Price
  /** What the stay costs: the price, or within the grace the one that was covered. */
  amount: number
  /** What is to be paid now, never negative. */
  due: number
  /** Paid within the grace: the earlier price stands. */
  stands: boolean
}

/**
 * What a stay owes at `stay.untilMs`. Within the grace of the place where it was paid the covered price stands; the last moment of
 * it belongs to it. After it the stay costs what it costs from its entry on, less what was paid: only the further time is
 * charged, and no first period a second time. Throws as `priceStay` does.
 */
export function dueAfterPayment(tariff: Tariff, stay: StayFacts, { amount: paidAmount, settled }: Paid): Due {
  const price = priceStay(tariff, stay)
  const graceMinutes = exitGraceMinutes(tariff, settled?.payPoint ?? null)
  const stands = settled !== undefined && isWithinGrace(settled.atMs, graceMinutes, stay.untilMs)
  const amount = stands ? (settled.amount ?? price.amount) : price.amount
  return { price, amount, due: Math.max(0, amount - paidAmount), stands }
}
