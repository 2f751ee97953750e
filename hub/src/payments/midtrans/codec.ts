/**
 * What Midtrans says, as our words. Core API: docs.midtrans.com/reference/qris (charge), /reference/get-transaction-status,
 * /reference/cancel-transaction, /reference/direct-refund-transaction, /reference/status-code-4xx, /docs/https-notification-webhooks.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { ChargeReport } from '../../domain/online-payments.ts'

/** Amounts are text with two decimals, `10000.00`; rupiah have none. */
const grossAmount = z
  .string()
  .regex(/^\d{1,10}(\.00?)?$/)
  .transform(text => Number.parseInt(text, 10))

/** Every answer says in the body how it ended; the HTTP status may be 200 all the same. */
export const statusAnswer = z.looseObject({ status_code: z.string().regex(/^\d{3}$/), status_message: z.string().optional() })

export const transactionAnswer = statusAnswer.extend({
  transaction_id: z.string().min(1).max(100),
  transaction_status: z.string(),
  gross_amount: grossAmount,
  /** What the code holds; in the answer to a charge. */
  qr_string: z.string().max(1000).optional(),
  refund_amount: grossAmount.optional(),
})
export type TransactionAnswer = z.infer<typeof transactionAnswer>

/** What a transaction is to us; nothing for a state nobody has told us of. */
export function reportOf(answer: TransactionAnswer): ChargeReport | undefined {
  const { transaction_id: chargeId, gross_amount: amount } = answer
  const paid = { state: 'paid', chargeId, transactionId: chargeId, amount } as const
  switch (answer.transaction_status) {
    case 'pending':
      return { state: 'pending', chargeId, code: answer.qr_string ?? null }
    case 'settlement':
    case 'capture':
      return { ...paid, refunded: 0 }
    case 'refund':
    case 'partial_refund':
      return { ...paid, refunded: answer.refund_amount ?? amount }
    case 'expire':
      return { state: 'expired' }
    case 'cancel':
      return { state: 'cancelled' }
    case 'deny':
    case 'failure':
      return { state: 'failed' }
    default:
      return undefined
  }
}

const notification = z.looseObject({
  order_id: z.string().min(1).max(64),
  status_code: z.string().max(3),
  gross_amount: z.string().max(20),
  signature_key: z.string().regex(/^[0-9a-f]{128}$/i),
  transaction_id: z.string().max(100).optional(),
})

/**
 * The order a notification is about, when its signature is right: SHA-512 of order_id, status_code, gross_amount and the server key,
 * in hexadecimal. It does not cover the state of the transaction, so that is never taken from a notification.
 */
export function signedOrder(body: unknown, serverKey: string): { orderId: string; transactionId: string | null } | undefined {
  const read = notification.safeParse(body)
  if (!read.success) return undefined
  const { order_id: orderId, status_code: code, gross_amount: gross, signature_key: given, transaction_id: id } = read.data
  const right = createHash('sha512').update(`${orderId}${code}${gross}${serverKey}`).digest()
  return timingSafeEqual(right, Buffer.from(given, 'hex')) ? { orderId, transactionId: id ?? null } : undefined
}
