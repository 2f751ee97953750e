/** What the hub tells a water machine it is to go by: with the greeting, and whenever it changes. */
import { z } from 'zod'
import { currency, isoTime } from '../primitives.ts'
import { calibrationPoints, qualityThresholds } from './water-quality.ts'
import { product } from './water-sale.ts'

/** `qris`: a provider is set up and answers. `prepaid`: the site takes prepaid cards. */
export const sitePayments = z.looseObject({ qris: z.boolean(), prepaid: z.boolean() })

const calibrated = { calibrated_at: isoTime, due_at: isoTime }

export const waterSettings = z.looseObject({
  currency,
  timezone: z.string().max(64),
  /** By machine; `*` for every machine that is not named. The machine tells the version it sells by: that proves that it arrived. */
  prices: z.record(z.string(), z.looseObject({ version: z.string().max(64), since: isoTime, products: z.array(product).max(24) })),
  thresholds: qualityThresholds.optional(),
  /** Which ways of paying that need the hub it takes now; a machine that was told none offers none. */
  payments: sitePayments.optional(),
  /** By machine. */
  calibrations: z.record(
    z.string(),
    z.looseObject({
      tds: z.looseObject({ points: calibrationPoints, ...calibrated }).optional(),
      ph: z.looseObject({ points: calibrationPoints, ...calibrated }).optional(),
      flow: z.looseObject({ pulses_per_litre: z.number().positive(), ...calibrated }).optional(),
    }),
  ),
})
export type WaterSettings = z.infer<typeof waterSettings>
