/** What treatments cost, over HTTP. */
import { z } from 'zod'
import { treatment } from '../families/device-message.ts'
import { amount, isoTime, reason, slug } from '../primitives.ts'

/** For one outlet, or for all without a price of their own. A price of 0 without `free` is taken for a slip. */
export const treatmentPriceBody = z
  .object({
    outlet_id: slug.nullable().optional(),
    treatment,
    price: amount,
    /** In force from then on; now unless given. */
    since: isoTime.optional(),
    free: z.literal(true).optional(),
    reason: reason.optional(),
  })
  .refine(({ price, free }) => free === true || price > 0, { path: ['price'], message: 'a price of 0 needs free: true' })
  .meta({ id: 'TreatmentPriceChange', examples: [{ outlet_id: 'pusat', treatment: 'BASIC', price: 5_000, reason: 'new prices of March' }] })

const priceExample = {
  outlet_id: 'pusat',
  treatment: 'BASIC' as const,
  price: 5_000,
  since: '2026-01-20T10:30:00.000Z',
  set_at: '2026-01-20T10:30:00.000Z',
  actor: 'user:siti',
  reason: 'new prices of March',
}

/** Never changed or deleted; the newest that has begun counts, an outlet's own before that for all. */
export const treatmentPriceView = z
  .object({
    outlet_id: z.string().nullable(),
    treatment,
    price: z.int(),
    since: isoTime,
    set_at: isoTime,
    actor: z.string(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'TreatmentPrice', examples: [priceExample] })
export type TreatmentPriceView = z.infer<typeof treatmentPriceView>

export const treatmentPricesAnswer = z
  .object({ items: z.array(treatmentPriceView) })
  .meta({ id: 'TreatmentPrices', examples: [{ items: [priceExample] }] })
