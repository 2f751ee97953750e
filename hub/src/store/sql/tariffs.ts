/** Tariffs and what they are tried on, in prepared SQL. */
import { CodedError } from '@palang/kit'
import { canonicalJson } from '../canonical-json.ts'
import type { PastStayFilter, PastStayRecord, TariffRecord, TariffStartRecord, TariffTx } from '../tariff-records.ts'
import { insertRows, readRow, selectRows, type Sql } from './rows.ts'
import { type Column, table } from './tables.ts'

const tariffs = table<TariffRecord>('tariffs', ['id', 'version'], { id: 'text', version: 'int', definition: 'value', createdAt: 'time' })

const tariffStarts = table<TariffStartRecord>('tariff_starts', ['id'], {
  id: 'text',
  tariffId: 'text',
  version: 'int',
  startsAt: 'time',
  setAt: 'time',
  actor: 'text',
  reason: 'text',
})

/** Tariffs within a transaction. */
export function tariffTx(sql: Sql): TariffTx {
  const get = async (id: string, version: number) => (await selectRows(sql, tariffs, 'WHERE id = ? AND version = ?', [id, version]))[0]
  return {
    get,
    async add(tariff) {
      const known = await get(tariff.id, tariff.version)
      if (known === undefined) return insertRows(sql, tariffs, [tariff])
      if (canonicalJson(known.definition) === canonicalJson(tariff.definition)) return
      throw new CodedError('conflict', `tariff ${tariff.id} version ${tariff.version} is stored with another content`)
    },
    start: start => insertRows(sql, tariffStarts, [start]),
    async inForce(at) {
      const rest = 'WHERE starts_at <= ? ORDER BY starts_at DESC, set_at DESC, id DESC LIMIT 1'
      return (await selectRows(sql, tariffStarts, rest, [sql.dialect.encode('time', at)]))[0]
    },
    starts: () => allStarts(sql),
  }
}

/** Every start, in the order they were said. */
export function allStarts(sql: Sql): Promise<TariffStartRecord[]> {
  return selectRows(sql, tariffStarts, 'ORDER BY set_at, id')
}

/** Where each field of a past stay is found. */
const pastColumns: readonly (Column & { from: 's' | 'y' | 'c' | 'm' })[] = [
  { from: 's', field: 'id', column: 'id', kind: 'text' },
  { from: 's', field: 'openedAt', column: 'opened_at', kind: 'time' },
  { from: 'y', field: 'enteredAt', column: 'entered_at', kind: 'time' },
  { from: 's', field: 'closedAt', column: 'closed_at', kind: 'time' },
  { from: 's', field: 'pricedAt', column: 'priced_at', kind: 'time' },
  { from: 's', field: 'paidAmount', column: 'paid_amount', kind: 'int' },
  { from: 'y', field: 'vehicleClass', column: 'vehicle_class', kind: 'text' },
  { from: 's', field: 'lines', column: 'price_lines', kind: 'json' },
  { from: 'y', field: 'validations', column: 'validations', kind: 'json' },
  { from: 'c', field: 'cardKind', column: 'kind', kind: 'text' },
  { from: 'c', field: 'cardValidFrom', column: 'valid_from', kind: 'time' },
  { from: 'c', field: 'cardValidUntil', column: 'valid_until', kind: 'time' },
  { from: 'm', field: 'memberStatus', column: 'status', kind: 'text' },
  { from: 'm', field: 'memberValidFrom', column: 'valid_from', kind: 'time' },
  { from: 'm', field: 'memberValidUntil', column: 'valid_until', kind: 'time' },
]

/**
 * A page of stays that are over, along the index of their ends. The outcome has no index, and must have none: over one of the
 * state each page would read and sort the whole period.
 */
export async function selectPastStays(
  { connection, dialect }: Sql,
  { outletId, from, to }: PastStayFilter,
  limit: number,
  after: PastStayRecord | undefined,
): Promise<PastStayRecord[]> {
  const time = (iso: string) => dialect.encode('time', iso)
  const list = pastColumns.map(({ from: of, column, field }) => `${of}.${column} AS ${dialect.quote(field)}`).join(', ')
  const beyond = after === undefined ? '' : ' AND NOT (s.closed_at = ? AND (s.opened_at < ? OR (s.opened_at = ? AND s.id <= ?)))'
  const cursor = after === undefined ? [] : [time(after.closedAt), time(after.openedAt), time(after.openedAt), after.id]
  const rows = await connection.all(
    `SELECT ${list} FROM sessions s JOIN stays y ON y.session_id = s.id LEFT JOIN cards c ON c.id = s.card_id
     LEFT JOIN stay_identities i ON i.session_id = s.id LEFT JOIN members m ON m.id = i.member_id
     WHERE s.closed_at >= ? AND s.closed_at < ? AND s.outlet_id = ? AND s.outcome = 'passed'${beyond}
     ORDER BY s.closed_at, s.opened_at, s.id LIMIT ?`,
    [time(after?.closedAt ?? from), time(to), outletId, ...cursor, limit],
  )
  return rows.map(row => readRow<PastStayRecord>(dialect, pastColumns, row))
}
