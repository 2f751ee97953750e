/** How money that facts tell of is booked: once, in the currency of the place, whatever the family. */
import type { Site } from '@palang/config'
import { CodedError } from '@palang/kit'
import { cashKey, type CashKind } from '../domain/cash.ts'
import { ledgerLine } from '../domain/ledger-line.ts'
import type { Projection } from '../intake/projection.ts'
import type { FactRecord, LedgerEntryRecord } from '../store/records.ts'

interface Movement {
  sessionId: string
  paymentId: string
  kind: CashKind
  method?: LedgerEntryRecord['method']
  amount: number
  currency: string
  /** By which whoever took the money knows it. */
  note?: string
}

/** Books a note, a card or change, once whichever facts tell it. Money of another currency, or change beyond what was paid, is set aside for a person. */
export function move(projection: Projection, fact: FactRecord, site: Site, movement: Movement): void {
  mustBeOurs(movement.currency, site)
  const { sessionId, paymentId, kind, method = 'cash', amount, currency, note = null } = movement
  const key = cashKey(kind, paymentId)
  if (projection.isBooked(key)) return
  const isKnown = projection.session(movement.sessionId) !== undefined
  if (movement.amount < 0 && isKnown && projection.paidSoFar(movement.sessionId) + movement.amount < 0) {
    throw new CodedError('conflict', 'more change than was paid')
  }
  projection.book(entryOf(fact, site, { sessionId, key, kind, method, amount, currency, note }))
}

/** Books one note or coin that is in the box. */
export function bookCash(
  projection: Projection,
  payload: { session_id: string; payment_id: string; amount: number; currency: string },
  fact: FactRecord,
  site: Site,
): void {
  const { session_id: sessionId, payment_id: paymentId, amount, currency } = payload
  move(projection, fact, site, { sessionId, paymentId, kind: 'payment', amount, currency })
}

/** Throws `conflict` for a currency that is not the outlet's: such a fact is set aside for a person. */
export function mustBeOurs(currency: string, { outlet }: Site): void {
  if (currency !== outlet.currency) throw new CodedError('conflict', `${currency} is not the currency here`)
}

/** The entry of what a fact tells. */
export function entryOf(
  fact: FactRecord,
  site: Site,
  line: Pick<LedgerEntryRecord, 'sessionId' | 'kind' | 'method' | 'amount' | 'currency'> & { key: string; note?: string | null },
): LedgerEntryRecord {
  const { key, note = null, ...rest } = line
  return ledgerLine({ ...rest, ...originOf(fact, site), idempotencyKey: key, occurredAt: fact.occurredAt, note })
}

/** Where and by whom what a fact tells happened. */
export function originOf({ machineId }: FactRecord, site: Site) {
  return { outletId: site.outlet.id, machineId, actor: `machine:${machineId}` }
}
