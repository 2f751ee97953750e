import { z } from 'zod'
import { amount, currency, uuid } from '../primitives.ts'

/** One note or coin is in the box. `payment_id` names this note, `quote_amount` what the customer owes. */
export const cashReceived = z.looseObject({
  visit_id: uuid.optional(),
  session_id: uuid,
  payment_id: uuid,
  amount,
  currency,
  quote_amount: amount,
})
