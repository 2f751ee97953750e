/** Payments by QRIS, in prepared SQL. */
import type { StoreContext } from '../context.ts'
import type { OnlinePaymentRecord, OnlinePaymentStore, OnlinePaymentTx } from '../online-payment-store.ts'
import { selectIn, selectRows, type Sql, upsertRows } from './rows.ts'
import { table } from './tables.ts'

const onlinePayments = table<OnlinePaymentRecord>('online_payments', ['id'], {
  id: 'text',
  outletId: 'text',
  sessionId: 'text',
  machineId: 'text',
  provider: 'text',
  state: 'text',
  amount: 'int',
  currency: 'text',
  qr: 'text',
  chargeId: 'text',
  transactionId: 'text',
  createdAt: 'time',
  expiresAt: 'time',
  nextLookAt: 'time',
  isCancelWanted: 'bool',
  paidAt: 'time',
  paidAmount: 'int',
  refundedAmount: 'int',
  reason: 'text',
  refund: 'json',
})

const one = async (sql: Sql, id: string) => (await selectIn(sql, onlinePayments, 'id', [id]))[0]
const ofSession = (sql: Sql, sessionId: string) =>
  selectRows(sql, onlinePayments, 'WHERE session_id = ? ORDER BY created_at, id', [sessionId])

/** The part of a transaction that notes what became of them. */
export function onlinePaymentTx(sql: Sql): OnlinePaymentTx {
  return {
    get: id => one(sql, id),
    putMany: payments => upsertRows(sql, onlinePayments, payments),
    ofSession: sessionId => ofSession(sql, sessionId),
  }
}

/** What is read of them. */
export function onlinePaymentStore({ query, dialect }: StoreContext): OnlinePaymentStore {
  return {
    get: id => query(connection => one({ connection, dialect }, id)),
    ofSession: sessionId => query(connection => ofSession({ connection, dialect }, sessionId)),
    unended: () =>
      query(connection => selectRows({ connection, dialect }, onlinePayments, 'WHERE next_look_at IS NOT NULL ORDER BY next_look_at, id')),
  }
}
