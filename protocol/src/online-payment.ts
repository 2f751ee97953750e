/** Payments by QRIS: what a machine asks the hub, and what it learns. The hub alone speaks with the provider. */
import { z } from 'zod'
import { amount, isoTime, uuid } from './primitives.ts'

/** Companies that give QRIS codes and know what was paid. */
export const qrisProviderName = z.enum(['midtrans', 'xendit'])
export type QrisProviderName = z.infer<typeof qrisProviderName>

/**
 * `created`: written down, the provider is being asked; `shown`: there is a code to be paid; `paid`: the money is there and
 * was meant for this. `disputed`: money is there that nobody owed, or not as much as was asked: a person has to give it back.
 */
export const onlinePaymentState = z.enum(['created', 'shown', 'paid', 'expired', 'cancelled', 'failed', 'disputed'])
export type OnlinePaymentState = z.infer<typeof onlinePaymentState>

const withRequest = { request_id: z.string().max(64).optional() }

/** What a machine asks. `payment_id` is the machine's own: the same one always means the same payment, however often it is asked. */
export const onlinePaymentRequest = z.looseObject({
  act: z.enum(['start', 'look', 'cancel']),
  payment_id: uuid,
  session_id: uuid,
  amount: amount.min(1),
  ...withRequest,
})
export type OnlinePaymentRequest = z.infer<typeof onlinePaymentRequest>

/** How the payment stands. `code` is what the QR code on the screen holds. */
export const onlinePaymentResult = z.looseObject({
  payment_id: uuid,
  state: onlinePaymentState,
  code: z.string().max(1000).optional(),
  expires_at: isoTime.optional(),
  reason: z.string().max(64).optional(),
  ...withRequest,
})
export type OnlinePaymentResult = z.infer<typeof onlinePaymentResult>
