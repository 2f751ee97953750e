/** The ledger and the shifts of the store in memory. */
import type { LedgerEntryRecord, SessionRecord, ShiftRecord } from '../records.ts'
import type { MachineCreditRecord, PrepaidEntryRecord, PrepaidStore, PrepaidTx } from '../prepaid-store.ts'
import type { MoneyTotal, Page, Paged, Store, Tx } from '../store.ts'

export interface MoneyShelves {
  ledger: LedgerEntryRecord[]
  shifts: Map<string, ShiftRecord>
  sessions: Map<string, SessionRecord>
  prepaidEntries: PrepaidEntryRecord[]
  machineCredits: Map<string, MachineCreditRecord>
}

/** Newest first, as every list of the store. */
type Paging = <T>(records: readonly T[], page: Page) => Paged<T>

/** What moves money within a transaction. */
export function memoryMoneyTx({ ledger, shifts }: MoneyShelves): Pick<Tx, 'ledger' | 'shifts'> {
  return {
    ledger: {
      booked: async keys => keys.filter(key => ledger.some(entry => entry.idempotencyKey === key)),
      append: async entries => appendOnce(ledger, entries),
      get: async id => ledger.find(entry => entry.id === id),
      reversalsOf: async id => ledger.filter(entry => entry.reversesId === id),
      cashOfShift: async id => sum(ledger.filter(entry => entry.shiftId === id && entry.method === 'cash')),
    },
    shifts: {
      get: async id => shifts.get(id),
      put: async shift => void shifts.set(shift.id, shift),
      openOf: async actorId => [...shifts.values()].find(shift => shift.openedBy === actorId && shift.closedAt === null),
    },
  }
}

function appendOnce<T extends { idempotencyKey: string }>(all: T[], entries: readonly T[]): string[] {
  const isNew = (entry: T) => !all.some(other => other.idempotencyKey === entry.idempotencyKey)
  return entries.filter(isNew).map(entry => {
    all.push(entry)
    return entry.idempotencyKey
  })
}

/** Prepaid cards and the credit of machines; the same shelves serve reads and transactions. */
export function memoryPrepaid({ prepaidEntries, machineCredits }: MoneyShelves, paged: Paging): PrepaidStore & PrepaidTx {
  const ofCard = (cardId: string) => prepaidEntries.filter(entry => entry.cardId === cardId)
  return {
    claim: async () => undefined,
    balance: async cardId => sum(ofCard(cardId)),
    list: async ({ cardId }, page) => paged(ofCard(cardId).toReversed(), page),
    byKey: async key => prepaidEntries.find(entry => entry.idempotencyKey === key),
    ofSessions: async ids => prepaidEntries.filter(({ sessionId }) => sessionId !== null && ids.includes(sessionId)),
    append: async entries => appendOnce(prepaidEntries, entries),
    credits: {
      getMany: async ids => ids.flatMap(id => machineCredits.get(id) ?? []),
      putMany: async credits => credits.forEach(credit => machineCredits.set(credit.machineId, credit)),
    },
  }
}

/** What is read of money. */
export function memoryMoney(
  { ledger, shifts, sessions, prepaidEntries, machineCredits }: MoneyShelves,
  paged: Paging,
): Pick<Store, 'ledger' | 'shifts'> {
  const isThere = (outletId: string, outletIds?: readonly string[]) => outletIds === undefined || outletIds.includes(outletId)
  const during = (from: string, to: string, outletIds?: readonly string[]) =>
    ledger.filter(e => e.occurredAt >= from && e.occurredAt < to && isThere(e.outletId, outletIds))
  return {
    ledger: {
      list: async ({ sessionId, outletIds }, page) =>
        paged(
          ledger.filter(entry => (sessionId === undefined || entry.sessionId === sessionId) && isThere(entry.outletId, outletIds)),
          page,
        ),
      revenue: async (from, to, outletIds) => sum(during(from, to, outletIds)),
      totals: async ({ from, to, outletIds }) =>
        addedUp(
          during(from, to, outletIds).map(({ machineId, actor, method, kind, sessionId, amount }) => {
            const vehicleClass = (sessionId === null ? undefined : sessions.get(sessionId)?.vehicleClass) ?? null
            return { machineId, actor, method, kind, vehicleClass, count: 1, amount }
          }),
        ),
      mismatches: async limit =>
        [...sessions.values()]
          .map(({ id, paidAmount }) => ({
            kind: 'session' as const,
            id,
            expected: sum(ledger.filter(e => e.sessionId === id)),
            found: paidAmount,
          }))
          .filter(({ expected, found }) => expected !== found)
          .slice(0, limit),
      async balance() {
        const ofSales = [...sessions.values()].map(({ paidAmount, pour }) => ({ amount: paidAmount - (pour?.charged ?? paidAmount) }))
        const onCards = new Set(prepaidEntries.map(({ idempotencyKey }) => idempotencyKey))
        const isOther = (e: LedgerEntryRecord) => e.sessionId === null && e.method !== 'credit' && !onCards.has(e.idempotencyKey)
        return {
          takings: sum(ledger),
          sessions: sum([...sessions.values()].map(({ paidAmount }) => ({ amount: paidAmount }))),
          owed: sum(ofSales.filter(({ amount }) => amount > 0)),
          credit: sum([...machineCredits.values()]),
          prepaid: sum(prepaidEntries),
          other: sum(ledger.filter(isOther)),
        }
      },
    },
    shifts: {
      list: async ({ openedBy, open, outletIds }, page) =>
        paged(
          [...shifts.values()]
            .filter(
              shift =>
                (openedBy === undefined || shift.openedBy === openedBy) &&
                (open === undefined || (shift.closedAt === null) === open) &&
                isThere(shift.outletId, outletIds),
            )
            .toReversed(),
          page,
        ),
      get: async id => shifts.get(id),
      totals: async id =>
        addedUp(
          ledger
            .filter(entry => entry.shiftId === id)
            .map(({ method, kind, amount }) => ({ machineId: null, actor: '', method, kind, vehicleClass: null, count: 1, amount })),
        ).map(({ method, kind, count, amount }) => ({ method, kind, count, amount })),
    },
  }
}

function sum(entries: readonly { amount: number }[]): number {
  return entries.reduce((total, { amount }) => total + amount, 0)
}

function addedUp(lines: readonly MoneyTotal[]): MoneyTotal[] {
  const totals = new Map<string, MoneyTotal>()
  for (const line of lines) {
    const key = JSON.stringify([line.machineId, line.actor, line.method, line.kind, line.vehicleClass])
    const before = totals.get(key)
    totals.set(key, before === undefined ? line : { ...line, count: before.count + line.count, amount: before.amount + line.amount })
  }
  return [...totals.values()]
}
