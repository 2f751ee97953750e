/** The ledger and the shifts of the store in memory. */
import type { LedgerEntryRecord, SessionRecord, ShiftRecord } from '../records.ts'
import type { MoneyTotal, Page, Paged, Store, Tx } from '../store.ts'

export interface MoneyShelves {
  ledger: LedgerEntryRecord[]
  shifts: Map<string, ShiftRecord>
  sessions: Map<string, SessionRecord>
}

/** Newest first, as every list of the store. */
type Paging = <T>(records: readonly T[], page: Page) => Paged<T>

/** What moves money within a transaction. */
export function memoryMoneyTx({ ledger, shifts }: MoneyShelves): Pick<Tx, 'ledger' | 'shifts'> {
  return {
    ledger: {
      booked: async keys => keys.filter(key => ledger.some(entry => entry.idempotencyKey === key)),
      async append(entries) {
        const isNew = (entry: LedgerEntryRecord) => !ledger.some(other => other.idempotencyKey === entry.idempotencyKey)
        return entries.filter(isNew).map(entry => {
          ledger.push(entry)
          return entry.idempotencyKey
        })
      },
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

/** What is read of money. */
export function memoryMoney({ ledger, shifts, sessions }: MoneyShelves, paged: Paging): Pick<Store, 'ledger' | 'shifts'> {
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
