/** What is taken off a price, in its fixed order, each as a line of its own and never more than what is left. */
import { line, sumOf, type PriceLine } from './line.ts'
import type { Validation } from './schema.ts'

export interface Discounts {
  /** Price of the first `minutes` of this stay, or of all of it where it is shorter. */
  valueOfFirst(minutes: number): number
  memberPercent: number
  validations: readonly { name: string; gives: Validation }[]
}

/**
 * The lines of a price and after them its discounts: minutes of validations, the member's percentage, percentages of
 * validations, their amounts; among equals in the order given. A discount that takes nothing off has no line. Every step
 * keeps the order of two prices, so the longer stay never becomes the cheaper one.
 */
export function lessDiscounts(lines: readonly PriceLine[], { valueOfFirst, memberPercent, validations }: Discounts): PriceLine[] {
  const found = [...lines]
  let left = sumOf(lines)
  const take = (text: 'validation' | 'member_discount', most: number, name?: string) => {
    const off = Math.min(left, most)
    if (off <= 0) return
    left -= off
    found.push(line(text, 1, -off, name))
  }

  let givenMinutes = 0
  for (const { name, gives } of validations) {
    if (!('minutes' in gives)) continue
    const before = valueOfFirst(givenMinutes)
    givenMinutes += gives.minutes
    take('validation', valueOfFirst(givenMinutes) - before, name)
  }
  take('member_discount', percentOf(left, memberPercent))
  for (const { name, gives } of validations) if ('percent' in gives) take('validation', percentOf(left, gives.percent), name)
  for (const { name, gives } of validations) if ('amount' in gives) take('validation', gives.amount, name)
  return found
}

/** Rounded up, so that what remains is rounded down. */
function percentOf(amount: number, percent: number): number {
  return Math.ceil((amount * percent) / 100)
}
