/** Payments by QRIS. */
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import { at, onlinePayment, unique } from './samples.ts'

/** Registers the tests. */
export function onlinePaymentContract(store: CurrentStore): void {
  test('a payment is kept as it was written, and replaced by its id', async () => {
    const refund = { key: 'k', amount: 5000, reason: 'salah hitung', actor: 'a', askedAt: at(5), entryId: 'e', shiftId: null }
    const made = onlinePayment({ state: 'created', qr: null, chargeId: null })
    const paid = onlinePayment({
      id: made.id,
      state: 'paid',
      paidAt: at(4),
      paidAmount: 5000,
      nextLookAt: null,
      transactionId: 't',
      refund,
    })
    await store().transact(tx => tx.onlinePayments.putMany([made]))
    expect(await store().onlinePayments.get(made.id)).toEqual(made)
    await store().transact(async tx => {
      await tx.onlinePayments.putMany([paid])
      expect(await tx.onlinePayments.get(made.id)).toEqual(paid)
    })
    expect(await store().onlinePayments.get(made.id)).toEqual(paid)
    expect(await store().onlinePayments.get('nobody')).toBeUndefined()
  })

  test('a code as long as QRIS allows is kept whole', async () => {
    const long = onlinePayment({ qr: `0002010102${'9'.repeat(500)}` })
    await store().transact(tx => tx.onlinePayments.putMany([long]))
    expect((await store().onlinePayments.get(long.id))?.qr).toBe(long.qr)
  })

  test('those of a session come oldest first; those to be looked at come the next first, and none that has ended', async () => {
    const sessionId = unique('session')
    const [late, early, over] = [
      onlinePayment({ sessionId, createdAt: at(1), nextLookAt: at(9) }),
      onlinePayment({ sessionId, createdAt: at(2), nextLookAt: at(3), isCancelWanted: true }),
      onlinePayment({ sessionId, createdAt: at(0), nextLookAt: null, state: 'expired', reason: 'expired' }),
    ]
    await store().transact(tx => tx.onlinePayments.putMany([late, early, over]))
    expect(await store().onlinePayments.ofSession(sessionId)).toEqual([over, late, early])
    expect(await store().transact(tx => tx.onlinePayments.ofSession(sessionId))).toEqual([over, late, early])
    expect((await store().onlinePayments.unended()).filter(one => one.sessionId === sessionId)).toEqual([early, late])
  })
}
