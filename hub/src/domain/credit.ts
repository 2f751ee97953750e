/**
 * Money customers paid before and have not spent yet: what was left over at a machine, and what is on prepaid cards. Moving it is two
 * entries, one with the session and one with the account, so that it is never taken for new money: the sum of the ledger is what came in.
 */
import type { FactRecord, LedgerEntryRecord } from '../store/records.ts'
import { ledgerLine } from './ledger-line.ts'

interface Transfer {
  /** Of the account's entry; the session's has `…:session`. */
  key: string
  account: 'credit' | 'prepaid'
  sessionId: string
  /** Positive: into the session. */
  amount: number
  /** A `payment` can be taken back; a `credit` only went from one place to the other. */
  kind: 'payment' | 'credit'
  outletId: string
  machineId: string | null
  currency: string
  at: string
  actor: string
}

/** The two entries of a transfer; none of nothing. */
export function transferred(transfer: Transfer): LedgerEntryRecord[] {
  const { key, account, sessionId, amount, kind, outletId, machineId, currency, at, actor } = transfer
  if (amount === 0) return []
  const shared = { outletId, machineId, method: account, currency, occurredAt: at, actor }
  return [
    ledgerLine({ ...shared, sessionId: null, kind: 'credit', amount: -amount, idempotencyKey: key }),
    ledgerLine({ ...shared, sessionId, kind, amount, idempotencyKey: `${key}:session` }),
  ]
}

/** Whether the entry is one of the credit that stands at its machine. */
export function isMachineCredit({ sessionId, method }: Pick<LedgerEntryRecord, 'sessionId' | 'method'>): boolean {
  return sessionId === null && method === 'credit'
}

/** Keys of the ways credit goes: left over from a sale, used by one, given back to the sale that nobody came for. */
export const creditKeys = {
  leftOver: (sessionId: string) => `credit:${sessionId}`,
  used: (sessionId: string) => `credit_used:${sessionId}`,
  givenBack: (sessionId: string) => `credit_left:${sessionId}`,
} as const

/** Under which a fact of this type moves credit, if it does. */
export function creditKeysOf({ type, sessionId }: Pick<FactRecord, 'type' | 'sessionId'>): string[] {
  if (sessionId === null) return []
  if (type === 'sale_opened' || type === 'treatment_ordered') return [creditKeys.used(sessionId)]
  return type === 'credit_left' ? [creditKeys.givenBack(sessionId)] : []
}
