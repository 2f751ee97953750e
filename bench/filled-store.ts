/** The store of a hub with years of sessions behind it. */
import { silentLog, uuidv7 } from '@palang/kit'
import type { Database, Engine } from './programs.ts'
import { migrate, openStore } from '../hub/src/store/open-store.ts'
import type { LedgerEntryRecord, SessionRecord } from '../hub/src/store/records.ts'
import type { Store } from '../hub/src/store/store.ts'

const perTransaction = 4096
const minuteMs = 60_000
const monthFrom = Date.UTC(2026, 8, 1)
const monthMinutes = 30 * 24 * 60
/** The month that is reported, as routes and the store are asked for it. */
export const reportedMonth = {
  from: new Date(monthFrom).toISOString(),
  to: new Date(monthFrom + monthMinutes * minuteMs).toISOString(),
}

/** The hub's own store on a database of a bench, migrated and started. */
export async function storeOf(database: Database, engine: Engine): Promise<Store> {
  const databaseUrl = engine === 'mysql' ? database.urlOf('palang') : `file:${database.urlOf('palang')}`
  const log = silentLog()
  await migrate({ databaseUrl, log })
  const store = openStore({ databaseUrl, log })
  await store.start()
  return store
}

/** Writes `count` sessions with what was booked for each, the oldest first. */
export async function fillSessions(
  store: Store,
  count: number,
  make: (n: number) => { session: SessionRecord; money: readonly LedgerEntryRecord[] },
): Promise<void> {
  for (let first = 0; first < count; first += perTransaction) {
    const some = Array.from({ length: Math.min(perTransaction, count - first) }, (_, n) => make(first + n))
    await store.transact(async tx => {
      await tx.sessions.putMany(some.map(({ session }) => session))
      await tx.ledger.append(some.flatMap(({ money }) => money))
    })
  }
}

/** When the `n`th of `all` sessions began, in milliseconds: the newest `month` lie in the month, those before it in the year before. */
export function beginningOf(n: number, all: number, month: number): number {
  const before = all - month
  return n < before
    ? monthFrom - ((before - n) / before) * 360 * 24 * 60 * minuteMs
    : monthFrom + ((n - before) / month) * monthMinutes * minuteMs
}

/** A line of the ledger as the machine where the session ended told it. */
export function bookedFor(session: SessionRecord, line: Pick<LedgerEntryRecord, 'kind' | 'amount' | 'method'>): LedgerEntryRecord {
  const machineId = session.exitMachineId ?? session.machineId
  return {
    id: uuidv7(),
    outletId: session.outletId,
    sessionId: session.id,
    machineId,
    ...line,
    currency: session.currency,
    idempotencyKey: `${line.kind}:${session.id}`,
    occurredAt: session.closedAt ?? session.openedAt,
    actor: `machine:${machineId}`,
    note: null,
    shiftId: null,
    reversesId: null,
  }
}
