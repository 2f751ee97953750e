/** What happens to payments by QRIS, written down: with the money, the stay and the alarm that follow, in one transaction. */
import { isoNow, uuidv7, type Clock } from '@palang/kit'
import { alarmMessage, raise } from '../domain/alarms.ts'
import { type ChargeReport, scheduled, told, type Told } from '../domain/online-payments.ts'
import { moneyMoved, settled } from '../domain/stays.ts'
import { movePaid, reversalOf } from '../money/till.ts'
import type { Live } from '../services.ts'
import type { OnlinePaymentRecord, OnlineRefund } from '../store/online-payment-store.ts'
import type { AlarmRecord, LedgerEntryRecord, SessionRecord } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'

export interface Books {
  /** Writes down what `change` makes of the payment; nothing for one that is not known. */
  change(id: string, change: (payment: OnlinePaymentRecord, at: string) => OnlinePaymentRecord): Promise<OnlinePaymentRecord | undefined>
  /** Writes down what the provider said. */
  report(id: string, report: ChargeReport): Promise<OnlinePaymentRecord | undefined>
  /** The provider sends the money back: books it, once. */
  refunded(id: string, refund: OnlineRefund): Promise<void>
}

export function createBooks({ store, clock, live }: { store: Store; clock: Clock; live: Pick<Live, 'publish'> }): Books {
  return {
    change: (id, change) =>
      store.transact(async tx => {
        const payment = await tx.onlinePayments.get(id)
        if (payment === undefined) return undefined
        const next = change(payment, isoNow(clock))
        await tx.onlinePayments.putMany([next])
        return next
      }),
    async report(id, report) {
      const at = isoNow(clock)
      const written = await store.transact(async tx => {
        const payment = await tx.onlinePayments.get(id)
        if (payment === undefined) return undefined
        const [stay] = await tx.sessions.getMany([payment.sessionId])
        const outcome = told(payment, report, stay, at)
        await tx.onlinePayments.putMany([outcome.payment])
        const isNew = await book(tx, outcome, stay, at)
        return { payment: outcome.payment, alarm: isNew ? await dispute(tx, outcome, at) : undefined }
      })
      const { alarm } = written ?? {}
      if (alarm !== undefined) live.publish({ type: 'alarm', machineId: alarm.machineId, payload: alarmMessage(alarm) })
      return written?.payment
    },
    refunded: (id, refund) =>
      store.transact(async tx => {
        const payment = await tx.onlinePayments.get(id)
        const entry = await tx.ledger.get(refund.entryId)
        if (payment === undefined || entry === undefined) return
        const reversal = reversalOf(entry, { ...refund, at: isoNow(clock), idempotencyKey: `refund:${refund.key}` })
        const isNew = (await tx.ledger.append([reversal])).length > 0
        if (isNew) await movePaid(tx, payment.sessionId, -refund.amount)
        const refundedAmount = payment.refundedAmount + (isNew ? refund.amount : 0)
        await tx.onlinePayments.putMany([scheduled({ ...payment, refund: null, refundedAmount }, isoNow(clock))])
      }),
  }
}

/** Books the money and lets the stay follow; false when all of it was booked before. */
async function book(
  tx: Tx,
  { payment, booking, settles, dispute: wrong }: Told,
  stay: SessionRecord | undefined,
  at: string,
): Promise<boolean> {
  if (booking === null) return wrong !== null
  const booked = await tx.ledger.append([entryOf(payment, booking, at)])
  if (booked.length === 0) return false
  if (stay !== undefined) {
    const paid = moneyMoved(stay, booking.amount)
    await tx.sessions.putMany([settles ? settled(paid, at) : paid])
  }
  return true
}

function entryOf(payment: OnlinePaymentRecord, { key, amount }: { key: string; amount: number }, at: string): LedgerEntryRecord {
  const { outletId, sessionId, machineId, currency, provider, transactionId } = payment
  return {
    id: uuidv7(),
    outletId,
    sessionId,
    machineId,
    kind: 'payment',
    method: 'qris',
    amount,
    currency,
    idempotencyKey: key,
    occurredAt: at,
    actor: `machine:${machineId}`,
    note: `${provider} ${transactionId ?? ''}`,
    shiftId: null,
    reversesId: null,
  }
}

async function dispute(tx: Tx, { payment, dispute: message }: Told, at: string): Promise<AlarmRecord | undefined> {
  if (message === null) return undefined
  const alarm = raise(undefined, { machineId: payment.machineId, code: 'online_payment_disputed', severity: 'warning', message, at })
  if (alarm !== undefined) await tx.alarms.putMany([alarm])
  return alarm
}
