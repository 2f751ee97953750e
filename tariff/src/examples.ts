/** Prices of a few stays, for people who write a tariff. */
import { priceStay, type Price, type StayFacts } from './price.ts'
import type { Tariff } from './schema.ts'

/** A quarter of an hour up to three days. */
export const exampleMinutes: readonly number[] = [15, 60, 120, 300, 24 * 60, 3 * 24 * 60]

/** What the stays have in common; a visitor without validations unless told. */
export type ExampleFacts = Pick<StayFacts, 'enteredAtMs' | 'timeZone'> & Partial<Pick<StayFacts, 'member' | 'lostTicket' | 'validations'>>

export interface Example {
  vehicleClass: string
  minutes: number
  price: Price
}

/** The price of each class for each length of stay, class by class in the tariff's order. Throws as `priceStay` does. */
export function examplesOf(tariff: Tariff, facts: ExampleFacts, lengths: readonly number[] = exampleMinutes): Example[] {
  return Object.keys(tariff.classes).flatMap(vehicleClass =>
    lengths.map(minutes => {
      const untilMs = facts.enteredAtMs + minutes * 60_000
      return { vehicleClass, minutes, price: priceStay(tariff, { member: false, ...facts, untilMs, vehicleClass }) }
    }),
  )
}
