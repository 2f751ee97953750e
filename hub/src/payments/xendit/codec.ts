/**
 * What Xendit says, as our words. QR codes API of version 2022-07-31: developers.xendit.co/api-reference/#qr-codes (create, get, payments,
 * the `qr.payment` webhook), help.xendit.co article 17209624920345 (refunds), docs.xendit.co/docs/qr (limits).
 */
import { sameSecret } from '@palang/kit/same-secret'
import { z } from 'zod'
import type { ChargeReport } from '../../domain/online-payments.ts'

const id = z.string().min(1).max(100)

export const qrCode = z.looseObject({ id, qr_string: z.string().max(1000), status: z.string() })

/** A payment, or a refund of one. */
export const movement = z.looseObject({ id, amount: z.int().min(0), status: z.string() })
export type Movement = z.infer<typeof movement>

/** Lists come bare or inside `data`. */
export const movements = z.union([z.array(movement), z.looseObject({ data: z.array(movement) }).transform(({ data }) => data)])

/** What came for a code. */
export const cameStates: readonly string[] = ['SUCCEEDED', 'COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED', 'VOIDED']
const endedStates: readonly string[] = ['FAILED', 'CANCELLED']

/** What was sent back, or is on its way. */
export function sumOf(refunds: readonly Movement[]): number {
  return refunds.reduce((sum, { amount, status }) => (endedStates.includes(status) ? sum : sum + amount), 0)
}

/** What a code is to us, with what came for it and what of that was sent back. */
export function reportOf(code: z.infer<typeof qrCode>, payment: Movement | undefined, refunded: number): ChargeReport {
  if (payment !== undefined) return { state: 'paid', chargeId: code.id, transactionId: payment.id, amount: payment.amount, refunded }
  return code.status === 'ACTIVE' ? { state: 'pending', chargeId: code.id, code: code.qr_string } : { state: 'expired' }
}

const webhook = z.looseObject({
  event: z.string(),
  data: z.looseObject({ reference_id: z.string().max(100), qr_id: id.optional() }),
})

/** The reference and code a `qr.…` event is about. */
export function readWebhook(body: unknown): { referenceId: string; qrId: string | null } | undefined {
  const read = webhook.safeParse(body)
  if (!read.success || !read.data.event.startsWith('qr.')) return undefined
  return { referenceId: read.data.data.reference_id, qrId: read.data.data.qr_id ?? null }
}

/** Whether `given` is the token that Xendit was given; how long it takes tells nothing of how much was right. */
export function isToken(given: string | undefined, token: string): boolean {
  return sameSecret(given ?? '', token) && token !== ''
}
