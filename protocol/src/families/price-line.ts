import { z } from 'zod'

/** One line of an explained price; `text` is a key the screens translate. Discounts have a negative amount. */
export const priceLine = z.object({
  text: z.string(),
  /** Which of them: the band of the tariff, the validation. Well-known ones are translated, others shown as written. */
  name: z.string().max(64).exactOptional(),
  quantity: z.int().min(0),
  unit_amount: z.int(),
  amount: z.int(),
})
export type PriceLine = z.infer<typeof priceLine>
