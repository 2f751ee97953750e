/** What a gate is handed so that it can price alone: which version was in force from when on, and those versions whole. */
import { z } from 'zod'
import { tariff, type Tariff } from './schema.ts'

const version = z.int().min(1)

export const priceList = z.strictObject({
  /** IANA zone of the outlet. */
  timezone: z.string().min(1),
  tariffs: z.array(tariff),
  /** Oldest first. A stay enters under the last that began before it; who entered before the first is not priced by this list. */
  periods: z.array(z.strictObject({ from: z.iso.datetime(), id: z.string(), version })),
})
export type PriceList = z.infer<typeof priceList>

/** The version that a stay entered under, so far as the list tells. */
export function tariffFrozenAt({ periods, tariffs }: PriceList, enteredAtMs: number): Tariff | undefined {
  const period = periods.findLast(({ from }) => Date.parse(from) <= enteredAtMs)
  return tariffs.find(({ id, version: number }) => id === period?.id && number === period.version)
}
