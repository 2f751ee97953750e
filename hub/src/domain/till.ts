/** The till of a person: when it may be closed, and how much of a payment may be taken back. Pure. */
import { CodedError } from '@palang/kit'
import type { LedgerEntryRecord, SessionRecord, ShiftRecord } from '../store/records.ts'
import { isMachineSale } from './sales.ts'

/** The shift as counted and closed; `cash` is the sum of what the ledger says went through it. Throws `conflict` when it is closed already. */
export function closed(
  shift: ShiftRecord,
  { at, by, counted, cash, note }: { at: string; by: string; counted: number; cash: number; note: string | null },
): ShiftRecord {
  if (shift.closedAt !== null) throw new CodedError('conflict', 'this shift is closed; what is found later is an adjustment')
  return { ...shift, closedAt: at, closedBy: by, countedAmount: counted, expectedAmount: shift.openingFloat + cash, note }
}

/** What of a payment has not been taken back yet. */
export function remaining(payment: LedgerEntryRecord, reversals: readonly LedgerEntryRecord[]): number {
  return payment.amount + reversals.reduce((sum, { amount }) => sum + amount, 0)
}

/**
 * The amount to be taken back of a payment: what was asked for, or all that is left. Throws `conflict` for an entry that is
 * no payment and for more than is left.
 */
export function takeable(payment: LedgerEntryRecord, reversals: readonly LedgerEntryRecord[], asked: number | undefined): number {
  if (payment.kind !== 'payment') throw new CodedError('conflict', `a ${payment.kind} is not taken back; enter an adjustment`)
  const left = remaining(payment, reversals)
  if (left <= 0) throw new CodedError('conflict', 'all of this payment was taken back already')
  if (asked !== undefined && asked > left) throw new CodedError('conflict', `only ${left} ${payment.currency} of this payment are left`)
  return asked ?? left
}

/**
 * How much of `amount` stands with the session: what a machine's sale left over went to the machine or to a card, and is not given back a second
 * time. Throws `conflict` when nothing stands there, or less than was asked for.
 */
export function stillThere(session: SessionRecord | undefined, amount: number, asked: number | undefined): number {
  if (session === undefined || !isMachineSale(session) || amount <= session.paidAmount) return amount
  const { paidAmount, currency } = session
  if (paidAmount <= 0 || asked !== undefined)
    throw new CodedError(
      'conflict',
      `only ${Math.max(0, paidAmount)} ${currency} stand with this sale; the rest went on as credit or to a card`,
    )
  return paidAmount
}
