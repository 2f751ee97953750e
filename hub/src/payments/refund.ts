/** Taking a payment back: money that came through a provider is sent back by it, and only then booked. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import { recordedChange } from '../access/audit.ts'
import { onlinePaymentOf } from '../domain/online-payments.ts'
import { refundUnderWay, takeBack, toTakeBack } from '../money/till.ts'
import type { Actor, OnlinePayments } from '../services.ts'
import type { OnlineRefund } from '../store/online-payment-store.ts'
import type { LedgerEntryRecord } from '../store/records.ts'
import type { PaymentParts } from './payments.ts'
import type { ProviderFailure } from './provider.ts'

type Drive = (id: string) => Promise<ProviderFailure | undefined>

/**
 * Takes a payment of any method back. Throws as `takeBack`; and `refund_refused` when the provider will not, `refund_pending` while it has not
 * answered: then the same refund is asked again until it has.
 */
export function refundDesk(parts: PaymentParts, drive: Drive): OnlinePayments['takeBack'] {
  return async (actor, entryId, { amount, reason, given_otherwise: isGivenOtherwise }) => {
    const asked = isGivenOtherwise === true ? undefined : await intend(parts, actor, entryId, { amount, reason })
    if (asked === undefined) return takeBack(parts, actor, entryId, { amount, reason })
    const failure = await drive(asked.paymentId)
    const entry = await bookedAs(parts, asked.refund)
    if (entry !== undefined) return entry
    if (failure?.kind === 'refused') throw new CodedError('refund_refused', `the provider did not send it back: ${failure.detail}`)
    throw new CodedError('refund_pending', 'the provider has not answered yet; the same refund is asked again until it does', {
      retryable: true,
    })
  }
}

/** Writes down that money is to be sent back; nothing when it did not come through a provider. */
function intend(
  parts: PaymentParts,
  actor: Actor,
  entryId: string,
  { amount: wanted, reason }: { amount: number | undefined; reason: string },
): Promise<{ paymentId: string; refund: OnlineRefund } | undefined> {
  return recordedChange(parts, actor, async (tx, note) => {
    const { payment: entry, amount, shiftId } = await toTakeBack(tx, actor, entryId, wanted)
    const paymentId = onlinePaymentOf(entry.idempotencyKey)
    const payment = paymentId === undefined ? undefined : await tx.onlinePayments.get(paymentId)
    if (payment === undefined) return undefined
    const known = payment.refund
    if (known !== null) {
      if (known.amount === amount) return { paymentId: payment.id, refund: known }
      throw refundUnderWay(known.amount)
    }
    const askedAt = isoNow(parts.clock)
    const refund: OnlineRefund = { key: uuidv7(), amount, reason, actor: actor.id, askedAt, entryId, shiftId }
    await tx.onlinePayments.putMany([{ ...payment, refund, nextLookAt: askedAt }])
    note({ action: 'take_back_payment', subject: `payment:${entryId}`, after: { amount, session_id: payment.sessionId }, reason })
    return { paymentId: payment.id, refund }
  })
}

async function bookedAs({ store }: PaymentParts, { key, entryId }: OnlineRefund): Promise<LedgerEntryRecord | undefined> {
  const reversals = await store.transact(tx => tx.ledger.reversalsOf(entryId))
  return reversals.find(({ idempotencyKey }) => idempotencyKey === `refund:${key}`)
}
