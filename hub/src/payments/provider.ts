/** A company that gives QRIS codes and knows what was paid. One folder beside this for each. */
import { readJson } from '@palang/kit/json'
import type { QrisProviderName } from '@palang/protocol'
import type { z } from 'zod'
import type { Answer } from '../alerts/channels/post-json.ts'
import type { ChargeReport } from '../domain/online-payments.ts'
import type { OnlinePaymentRecord, OnlineRefund } from '../store/online-payment-store.ts'

/**
 * What became of a question: `refused`, the provider said no, and nothing happened; `unreachable`, it never heard of it; `unclear`, it may
 * have done it. `detail` is without any secret.
 */
export type ProviderFailure = { kind: 'refused' | 'unreachable' | 'unclear'; detail: string }

export type ProviderAnswer<T> = { ok: true; value: T } | { ok: false; failure: ProviderFailure }

/** What a notification is about. It says only where to look: what happened is asked of the provider itself. */
export interface Notice {
  paymentId: string
  /** The provider's id of the charge, where it names it. */
  chargeId: string | null
}

/** A notification as it came in. */
export interface Notification {
  header(name: string): string | undefined
  body: unknown
}

/**
 * Nothing here rejects; every question ends within half a minute. The payment's id is the idempotency key: whatever is asked
 * twice under it happens once.
 */
export interface QrisProvider {
  readonly name: QrisProviderName
  /** The names of the secrets that are missing. */
  readonly missing: readonly string[]
  /** Makes a charge of `payment.amount` that can be paid until `payment.expiresAt`. */
  create(payment: OnlinePaymentRecord): Promise<ProviderAnswer<ChargeReport>>
  look(payment: OnlinePaymentRecord): Promise<ProviderAnswer<ChargeReport>>
  /** Ends the charge so that nobody can pay it; `abandoned` where the provider knows no way. Money that came first is told. */
  cancel(payment: OnlinePaymentRecord): Promise<ProviderAnswer<ChargeReport>>
  /** Sends money back. The same `refund.key` once. */
  refund(payment: OnlinePaymentRecord, refund: OnlineRefund): Promise<ProviderAnswer<'accepted'>>
  /** Reads a notification: `forged` when its proof is wrong or missing, `other` when it is about nothing of ours. */
  notice(notification: Notification): Notice | 'forged' | 'other'
}

/** The answer read as `schema` says; what cannot be read, and what a server in trouble says, is unclear. */
export function readAnswer<T>(answer: Answer, schema: z.ZodType<T>): ProviderAnswer<{ status: number; body: T }> {
  if (answer.kind === 'failed') {
    return failure(answer.hadLeft ? 'unclear' : 'unreachable', `${answer.code}: ${answer.detail}`)
  }
  const { status } = answer
  if (status >= 500 || status === 429) return failure('unclear', `HTTP ${status}`)
  const parsed = schema.safeParse(readJson(answer.body))
  if (parsed.success) return { ok: true, value: { status, body: parsed.data } }
  if (status >= 400) return failure('refused', `HTTP ${status}`)
  return failure('unclear', `HTTP ${status}, and an answer that cannot be read`)
}

/** A question that did not work out. */
export function failure(kind: ProviderFailure['kind'], detail: string): { ok: false; failure: ProviderFailure } {
  return { ok: false, failure: { kind, detail: detail.slice(0, 300) } }
}

/** Basic authentication with the key as the user and no password, as both providers take it. */
export function keyAsLogin(key: string): string {
  return `Basic ${Buffer.from(`${key}:`).toString('base64')}`
}
