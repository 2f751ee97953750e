/** Lists of many conditions, read page by page in prepared SQL. */
import { pageOf, sortKeyBefore, takeOf } from '../prisma/rows.ts'
import type { Page, Paged } from '../store.ts'
import type { SqlValue } from './connection.ts'
import { selectRows, type Sql } from './rows.ts'
import type { Table } from './tables.ts'

/** A part of a WHERE. */
export interface Condition {
  text: string
  values: readonly SqlValue[]
}

/** Conditions as a WHERE that wants all of them; none wants every row. */
export function allOf(conditions: readonly Condition[]): Condition {
  const text = conditions.length === 0 ? '' : `WHERE ${conditions.map(condition => condition.text).join(' AND ')}`
  return { text, values: conditions.flatMap(({ values }) => values) }
}

/** A column is what was given; nothing given wants nothing. */
export function is(column: string, value: SqlValue | undefined, sign: '=' | '>=' | '<' | '<=' | '>' = '='): Condition[] {
  return value === undefined ? [] : [{ text: `${column} ${sign} ?`, values: [value] }]
}

/** A page of those that fulfil all, newest first. Throws `invalid_request` for a cursor not ours. */
export async function selectNewest<T extends { at: string; id: string }>(
  sql: Sql,
  table: Table<T>,
  conditions: readonly Condition[],
  page: Page,
): Promise<Paged<T>> {
  const end = sortKeyBefore(page)
  const time = end === undefined ? null : sql.dialect.encode('time', end.time)
  // The first repeats what follows from the second, so that the index is entered at the cursor.
  const older = end === undefined ? [] : [{ text: 'at <= ? AND (at < ? OR id < ?)', values: [time, time, end.id] }]
  const { text, values } = allOf([...conditions, ...older])
  const rows = await selectRows(sql, table, `${text} ORDER BY at DESC, id DESC LIMIT ${takeOf(page)}`, values)
  return pageOf(rows, page, ({ at, id }) => ({ time: at, id }))
}
