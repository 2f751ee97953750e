/** How a payment without cash stands at a lane, as the screens are told. */
import { z } from 'zod'
import { amount, isoTime } from '../primitives.ts'

/**
 * Paying by QRIS at this machine: `offered` may be chosen now; `starting`, no code yet; `shown`; `cancelling`, what came of it is
 * being asked; `withdrawn`, it cannot be chosen any more. `reason` tells why the one before came to nothing.
 */
export const laneQris = z.looseObject({
  state: z.enum(['offered', 'starting', 'shown', 'cancelling', 'withdrawn']),
  code: z.string().max(1000).optional(),
  amount: amount.optional(),
  expires_at: isoTime.optional(),
  reason: z.string().max(64).optional(),
})

/**
 * Paying at the card terminal of this machine: `offered` may be chosen now; `reading`, the terminal waits for a card; `cancelling`, it is
 * sent away; `asking`, nobody knows what became of it, and the terminal is asked again. `reason` tells why the one before came to nothing.
 */
export const laneCard = z.looseObject({
  state: z.enum(['offered', 'reading', 'cancelling', 'asking']),
  amount: amount.optional(),
  reason: z.string().max(64).optional(),
})
