/** The ledger and the shifts, in prepared SQL: booking within a transaction, and sums over what was booked. */
import { ledgerKind, ledgerMethod } from '@palang/protocol'
import type { StoreContext } from '../context.ts'
import type { MoneyMismatch, MoneyTotal, Period, Store, Tx } from '../store.ts'
import type { SqlRow, SqlValue } from './connection.ts'
import { balancesThatDiffer, moneyBalance } from './money-balance.ts'
import { shelf } from './registry.ts'
import { insertRows, selectIn, selectRows, type Sql } from './rows.ts'
import { ledgerEntries, shifts, type Table } from './tables.ts'

/** The part of a transaction that moves money. */
export function moneyTx(sql: Sql): Pick<Tx, 'ledger' | 'shifts'> {
  const { connection } = sql
  return {
    ledger: {
      booked: keys => bookedKeys(sql, keys),
      append: entries => appendOnce(sql, ledgerEntries, entries),
      get: async id => (await selectIn(sql, ledgerEntries, 'id', [id]))[0],
      reversalsOf: id => selectRows(sql, ledgerEntries, 'WHERE reverses_id = ? ORDER BY occurred_at, id', [id]),
      async cashOfShift(shiftId) {
        const [row] = await connection.all(
          `SELECT COALESCE(SUM(amount), 0) AS total FROM ledger_entries WHERE shift_id = ? AND method = 'cash'`,
          [shiftId],
        )
        return Number(row?.total ?? 0)
      },
    },
    shifts: {
      ...shelf(sql, shifts),
      openOf: async actorId => (await selectRows(sql, shifts, 'WHERE opened_by = ? AND closed_at IS NULL', [actorId]))[0],
    },
  }
}

async function bookedKeys(sql: Sql, keys: readonly string[]): Promise<string[]> {
  return (await selectIn(sql, ledgerEntries, 'idempotency_key', keys)).map(entry => entry.idempotencyKey)
}

/** Inserts those whose idempotency key is not there yet, once each. Resolves to the keys that were new. */
export async function appendOnce<T extends { idempotencyKey: string }>(sql: Sql, into: Table<T>, entries: readonly T[]): Promise<string[]> {
  const keys = entries.map(entry => entry.idempotencyKey)
  const taken = new Set((await selectIn(sql, into, 'idempotency_key', keys)).map(entry => entry.idempotencyKey))
  const fresh = entries.filter(({ idempotencyKey }) => {
    if (taken.has(idempotencyKey)) return false
    taken.add(idempotencyKey)
    return true
  })
  await insertRows(sql, into, fresh)
  return fresh.map(entry => entry.idempotencyKey)
}

type LedgerSums = Pick<Store['ledger'], 'revenue' | 'totals' | 'mismatches' | 'balance'>

/** Sums over the ledger, outside any transaction. */
export function ledgerSums({ query, dialect }: StoreContext): LedgerSums {
  const during = (column: string, { from, to, outletIds }: Period) => {
    const there = outletIds === undefined ? { sql: '', values: [] } : amongst('l.outlet_id', outletIds)
    return {
      sql: `l.${column} >= ? AND l.${column} < ?${there.sql}`,
      values: [dialect.encode('time', from), dialect.encode('time', to), ...there.values],
    }
  }
  return {
    revenue: (from, to, outletIds) =>
      query(async connection => {
        const { sql, values } = during('occurred_at', { from, to, outletIds })
        const [row] = await connection.all(`SELECT SUM(l.amount) AS revenue FROM ledger_entries l WHERE ${sql}`, values)
        return Number(row?.revenue ?? 0)
      }),
    totals: period =>
      query(async connection => {
        const { sql, values } = during('occurred_at', period)
        const rows = await connection.all(
          `SELECT l.machine_id, l.actor, l.method, l.kind, st.vehicle_class, COUNT(*) AS entry_count, SUM(l.amount) AS total
           FROM ledger_entries l LEFT JOIN stays st ON st.session_id = l.session_id WHERE ${sql}
           GROUP BY l.machine_id, l.actor, l.method, l.kind, st.vehicle_class`,
          values,
        )
        return rows.map(moneyTotal)
      }),
    mismatches: limit =>
      query(async connection => {
        const most = Math.trunc(limit)
        const sessions = await connection.all(
          `SELECT s.id, s.paid_amount AS found, SUM(l.amount) AS expected FROM ledger_entries l JOIN sessions s ON s.id = l.session_id
           GROUP BY s.id, s.paid_amount HAVING SUM(l.amount) <> s.paid_amount LIMIT ${most}`,
          [],
        )
        const unbooked = await connection.all(
          `SELECT s.id, s.paid_amount AS found, 0 AS expected FROM sessions s
           WHERE s.paid_amount <> 0 AND NOT EXISTS (SELECT 1 FROM ledger_entries l WHERE l.session_id = s.id) LIMIT ${most}`,
          [],
        )
        const closed = await connection.all(
          `SELECT s.id, s.expected_amount AS found, s.opening_float + COALESCE(SUM(l.amount), 0) AS expected
           FROM shifts s LEFT JOIN ledger_entries l ON l.shift_id = s.id AND l.method = 'cash' AND l.occurred_at <= s.closed_at
           WHERE s.closed_at IS NOT NULL GROUP BY s.id, s.expected_amount, s.opening_float
           HAVING s.opening_float + COALESCE(SUM(l.amount), 0) <> s.expected_amount LIMIT ${most}`,
          [],
        )
        const wrong = [...sessions, ...unbooked].map(row => mismatch('session', row))
        const { cards, machines } = await balancesThatDiffer(connection, most)
        const balances = [...cards.map(row => mismatch('card', row)), ...machines.map(row => mismatch('machine', row))]
        return [...wrong, ...closed.map(row => mismatch('shift', row)), ...balances].slice(0, most)
      }),
    balance: () => query(moneyBalance),
  }
}

/** What went through the till of a shift, by method and kind. */
export function shiftTotals({ query }: StoreContext, id: string): ReturnType<Store['shifts']['totals']> {
  return query(async connection => {
    const rows = await connection.all(
      `SELECT method, kind, COUNT(*) AS entry_count, SUM(amount) AS total FROM ledger_entries WHERE shift_id = ?
       GROUP BY method, kind ORDER BY method, kind`,
      [id],
    )
    return rows.map(row => {
      const { method, kind, count, amount } = moneyTotal(row)
      return { method, kind, count, amount }
    })
  })
}

/** Barriers opened by hand, by machine and actor. */
export function manualOpens({ query, dialect }: StoreContext): Store['commands']['manualOpens'] {
  return ({ from, to, machineIds }) =>
    query(async connection => {
      const there = machineIds === undefined ? { sql: '', values: [] } : amongst('machine_id', machineIds)
      // SQLite gives the text, MySQL its JSON.
      const rows = await connection.all(
        `SELECT machine_id, actor, COUNT(*) AS open_count FROM commands
         WHERE created_at >= ? AND created_at < ? AND type = 'gate_control' AND session_id IS NULL
         AND state IN ('succeeded', 'accepted', 'sent', 'unknown') AND JSON_EXTRACT(payload, '$.action') IN ('open', '"open"')${there.sql}
         GROUP BY machine_id, actor ORDER BY machine_id, actor`,
        [dialect.encode('time', from), dialect.encode('time', to), ...there.values],
      )
      return rows.map(row => ({ machineId: String(row.machine_id), actor: String(row.actor), count: Number(row.open_count) }))
    })
}

/** `AND column IN (…)`; nothing is amongst none. */
function amongst(column: string, values: readonly string[]): { sql: string; values: SqlValue[] } {
  if (values.length === 0) return { sql: ' AND 1 = 0', values: [] }
  return { sql: ` AND ${column} IN (${values.map(() => '?').join(', ')})`, values: [...values] }
}

function moneyTotal(row: SqlRow): MoneyTotal {
  const textOf = (value: SqlValue | undefined) => (value === null || value === undefined ? null : String(value))
  return {
    machineId: textOf(row.machine_id),
    actor: String(row.actor),
    method: ledgerMethod.parse(row.method),
    kind: ledgerKind.parse(row.kind),
    vehicleClass: textOf(row.vehicle_class),
    count: Number(row.entry_count),
    amount: Number(row.total),
  }
}

function mismatch(kind: MoneyMismatch['kind'], row: SqlRow): MoneyMismatch {
  return { kind, id: String(row.id), expected: Number(row.expected), found: Number(row.found) }
}
