/** Writing and reading many rows at a time, over a table's description. */
import type { SqlConnection, SqlRow, SqlValue } from './connection.ts'
import type { Dialect, Merging } from './dialect.ts'
import type { Column, Table } from './tables.ts'

/** One connection within a transaction, and how to talk to it. */
export interface Sql {
  connection: SqlConnection
  dialect: Dialect
}

/** Most rows in one statement; 256 rows of our widest table stay below SQLite's 32,766 and MySQL's 65,535 placeholders. */
const maxRowsPerStatement = 256

/** Inserts all records; one that exists already fails the whole statement. */
export async function insertRows<T extends object>(sql: Sql, table: Table<T>, records: readonly T[]): Promise<void> {
  await writeRows(sql, table, records, '')
}

/** Inserts records, or replaces those whose primary key exists. */
export async function upsertRows<T extends object>(sql: Sql, table: Table<T>, records: readonly T[]): Promise<void> {
  const changing = table.columns.map(({ column }) => column).filter(column => !table.key.includes(column))
  await writeRows(sql, table, records, sql.dialect.onConflictUpdate(table.key, changing))
}

/** Inserts records, or works them into those whose primary key exists, column by column. */
export async function mergeRows<T extends object>(sql: Sql, table: Table<T>, records: readonly T[], merging: Merging): Promise<void> {
  await writeRows(sql, table, records, sql.dialect.onConflictMerge(table.key, merging))
}

async function writeRows<T extends object>(
  { connection, dialect }: Sql,
  table: Table<T>,
  records: readonly T[],
  ending: string,
): Promise<void> {
  const names = table.columns.map(({ column }) => dialect.quote(column)).join(', ')
  const tuple = `(${table.columns.map(() => '?').join(', ')})`
  for (const chunk of chunks(records)) {
    const tuples = Array.from(chunk, () => tuple).join(', ')
    const values = chunk.flatMap(record =>
      table.columns.map(({ field, kind }) => dialect.encode(kind, (record as Record<string, unknown>)[field])),
    )
    await connection.run(`INSERT INTO ${dialect.quote(table.name)} (${names}) VALUES ${tuples}${ending}`, values)
  }
}

/**
 * Pieces whose sizes are powers of two: any number of rows takes a handful of statements, and only nine different
 * statements per table ever have to be prepared.
 */
function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  let start = 0
  while (start < items.length) {
    const size = Math.min(maxRowsPerStatement, 2 ** Math.floor(Math.log2(items.length - start)))
    yield items.slice(start, start + size)
    start += size
  }
}

/** Rows of `table` that satisfy `rest`, which begins after the table's name (`WHERE … ORDER BY …`). */
export async function selectRows<T>(
  { connection, dialect }: Sql,
  table: Table<T>,
  rest: string,
  values: readonly SqlValue[] = [],
): Promise<T[]> {
  const rows = await connection.all(`SELECT ${columnList(dialect, table.columns)} FROM ${dialect.quote(table.name)} ${rest}`, values)
  return rows.map(row => readRow<T>(dialect, table.columns, row))
}

/** Rows whose `column` has one of the values, in no particular order. */
export async function selectIn<T>(
  sql: Sql,
  table: Table<T>,
  column: string,
  values: readonly SqlValue[],
  also = '',
  alsoValues: readonly SqlValue[] = [],
): Promise<T[]> {
  const found: T[] = []
  for (const chunk of inLists(values)) {
    found.push(
      ...(await selectRows(sql, table, `WHERE ${sql.dialect.quote(column)} IN (${marks(chunk)})${also}`, [...chunk, ...alsoValues])),
    )
  }
  return found
}

/** Deletes the rows whose `column` has one of the values. */
export async function deleteIn<T>(
  { connection, dialect }: Sql,
  table: Table<T>,
  column: string,
  values: readonly SqlValue[],
): Promise<void> {
  for (const chunk of inLists(values)) {
    await connection.run(`DELETE FROM ${dialect.quote(table.name)} WHERE ${dialect.quote(column)} IN (${marks(chunk)})`, [...chunk])
  }
}

/** Distinct values in lists whose length is a power of two, filled up by repeating the last: few statements to prepare. */
export function inLists(values: readonly SqlValue[]): Generator<readonly SqlValue[]> {
  return evenLists([...new Set(values)])
}

/** As {@link inLists}, of anything; what is the same twice stays so. */
export function* evenLists<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += maxRowsPerStatement) {
    const chunk = items.slice(start, start + maxRowsPerStatement)
    const missing = 2 ** Math.ceil(Math.log2(chunk.length)) - chunk.length
    yield [...chunk, ...Array.from({ length: missing }, () => chunk.slice(-1)).flat()]
  }
}

/** Placeholders for a list of values; an empty list has nothing in it. */
export function marks(values: readonly unknown[]): string {
  return values.length === 0 ? 'NULL' : values.map(() => '?').join(', ')
}

/** Columns for a SELECT, each under the name of its field. */
export function columnList(dialect: Dialect, columns: readonly Column[], from = ''): string {
  return columns.map(({ column, field }) => `${from}${dialect.quote(column)} AS ${dialect.quote(field)}`).join(', ')
}

/** The record in a row read by {@link columnList}; the store wrote it, so its shape is the table's. */
export function readRow<T>(dialect: Dialect, columns: readonly Column[], row: SqlRow): T {
  return Object.fromEntries(columns.map(({ field, kind }) => [field, dialect.decode(kind, row[field])])) as T
}
