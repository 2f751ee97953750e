/** A tariff as written in `config/tariffs/*.yaml` and stored, version by version, on the hub. */
import { z } from 'zod'

const amount = z.int().min(0).max(2_000_000_000)
const minutes = z
  .int()
  .min(1)
  .max(60 * 24 * 31)

/** Prices of one vehicle class. Amounts are in the smallest unit of the currency. */
export const classRates = z.strictObject({
  /** The first period and its price. */
  first: z.strictObject({ minutes, amount }),
  /** Every started period after the first. */
  following: z.strictObject({ minutes, amount }),
  /** Most a stay may cost for each started 24 hours from entry. */
  cap_per_24h: amount.optional(),
  /** Added when the ticket is lost. */
  lost_ticket: amount.default(0),
})
export type ClassRates = z.infer<typeof classRates>

export const tariff = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/),
  version: z.int().min(1),
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** A stay no longer than this costs nothing. */
  free_minutes: z
    .int()
    .min(0)
    .max(24 * 60)
    .default(0),
  /** A member with a valid card pays nothing. */
  members_free: z.boolean().default(true),
  classes: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/), classRates)
    .refine(c => Object.keys(c).length > 0, 'at least one vehicle class'),
})
export type Tariff = z.infer<typeof tariff>
