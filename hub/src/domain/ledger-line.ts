import { uuidv7 } from '@palang/kit'
import type { LedgerEntryRecord } from '../store/records.ts'

type Line = Pick<
  LedgerEntryRecord,
  'outletId' | 'sessionId' | 'machineId' | 'kind' | 'method' | 'amount' | 'currency' | 'idempotencyKey' | 'occurredAt' | 'actor'
>

/** A new entry of the ledger, through nobody's till and taking nothing back unless said. */
export function ledgerLine(line: Line & Partial<LedgerEntryRecord>): LedgerEntryRecord {
  return { id: uuidv7(), note: null, shiftId: null, reversesId: null, ...line }
}
