/** Payments by QRIS, in the store in memory. */
import type { OnlinePaymentRecord, OnlinePaymentStore, OnlinePaymentTx } from '../online-payment-store.ts'

/** The same maps serve reads and transactions. */
export function memoryOnlinePayments(payments: Map<string, OnlinePaymentRecord>): OnlinePaymentStore & OnlinePaymentTx {
  return {
    get: async id => payments.get(id),
    putMany: async records => records.forEach(record => payments.set(record.id, record)),
    ofSession: async sessionId =>
      [...payments.values()].filter(record => record.sessionId === sessionId).toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)),
    unended: async () =>
      [...payments.values()]
        .filter(record => record.nextLookAt !== null)
        .toSorted((a, b) => ((a.nextLookAt ?? '') < (b.nextLookAt ?? '') ? -1 : 1)),
  }
}
