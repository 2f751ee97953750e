/**
 * Everything in which the SQL of the two engines differs, and how values are written: exactly as Prisma's adapters write
 * and read them, because both work on the same rows.
 */
import type { SqlValue } from './connection.ts'

/** `json` stores null as an empty column, `value` as JSON's own null. */
export type Kind = 'text' | 'int' | 'bool' | 'time' | 'json' | 'value'

/** How columns of a row that exists take in those of a new one: added up, the least kept, or the greatest; null is no value. */
export interface Merging {
  added: readonly string[]
  least: readonly string[]
  greatest: readonly string[]
}

export interface Dialect {
  engine: 'sqlite' | 'mysql'
  quote(name: string): string
  /** Ends an INSERT so that a row whose `key` exists takes the new values of `columns`. */
  onConflictUpdate(key: readonly string[], columns: readonly string[]): string
  /** Ends an INSERT so that a row whose `key` exists takes the new values in, each column as `merging` says. */
  onConflictMerge(key: readonly string[], merging: Merging): string
  /** A placeholder for a time that stands in no comparison with a column, and would be mere text there. */
  moment: string
  /** Follows the name of a table in a SELECT: it is read along this index, where the engine by itself would take a longer way. */
  along(index: string): string
  /** Ends a SELECT so that nobody else changes the rows before this transaction ends. */
  lockRows: string
  /** An SQL expression: the hour a time column falls in, as ISO text. */
  hourOf(column: string): string
  /** An SQL expression: the hour of the day, `00`–`23`, or the day, `YYYY-MM-DD`, of a time column where clocks are `offsetMs` ahead of UTC. */
  wallOf(column: string, part: 'hour' | 'day', offsetMs: number): string
  encode(kind: Kind, value: unknown): SqlValue
  decode(kind: Kind, value: SqlValue | undefined): unknown
}

const normalForm = /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** The ISO time in UTC with milliseconds. Throws a RangeError when `value` is no time. */
export function normalIso(value: string): string {
  if (normalForm.test(value)) return value
  return new Date(value).toISOString()
}

function encodeWith(time: (iso: string) => string): Dialect['encode'] {
  return (kind, value) => {
    if (kind === 'value') return JSON.stringify(value ?? null)
    if (value === null || value === undefined) return null
    if (kind === 'json') return JSON.stringify(value)
    if (kind === 'bool') return value === true ? 1 : 0
    if (kind === 'time' && typeof value === 'string') return time(normalIso(value))
    if (typeof value === 'string' || typeof value === 'number') return value
    throw new TypeError(`a ${kind} column cannot hold a ${typeof value}`)
  }
}

function decodeWith(time: (stored: string) => string): Dialect['decode'] {
  return (kind, value) => {
    if (value === null || value === undefined) return null
    if (kind === 'json' || kind === 'value') return typeof value === 'string' ? (JSON.parse(value) as unknown) : value
    if (kind === 'time') return time(String(value))
    if (kind === 'bool') return Number(value) === 1
    return kind === 'int' ? Number(value) : value
  }
}

/** The assignments of a merge; `given` is how the engine calls the new value of a column. */
function merged(
  { added, least, greatest }: Merging,
  words: { quote: Dialect['quote']; given(column: string): string; least: string; greatest: string },
): string {
  const chosen = (by: string, columns: readonly string[]) =>
    columns.map(words.quote).map(own => `${own} = COALESCE(${by}(${own}, ${words.given(own)}), ${own}, ${words.given(own)})`)
  const sums = added.map(words.quote).map(own => `${own} = ${own} + ${words.given(own)}`)
  return [...sums, ...chosen(words.least, least), ...chosen(words.greatest, greatest)].join(', ')
}

/** The same letters on both engines. */
const wallFormat = { hour: '%H', day: '%Y-%m-%d' } as const

function seconds(ms: number): number {
  return Math.trunc(ms / 1_000)
}

/** Times are text, `2026-01-20T10:30:00.000+00:00`, as adapter-libsql writes them: sorting the text sorts the times. */
export const sqliteDialect: Dialect = {
  engine: 'sqlite',
  quote: name => `"${name}"`,
  onConflictUpdate: (key, columns) =>
    ` ON CONFLICT (${key.map(name => `"${name}"`).join(', ')}) DO UPDATE SET ${columns.map(name => `"${name}" = excluded."${name}"`).join(', ')}`,
  onConflictMerge: (key, merging) =>
    ` ON CONFLICT (${key.map(name => `"${name}"`).join(', ')}) DO UPDATE SET ${merged(merging, { quote: sqliteDialect.quote, given: own => `excluded.${own}`, least: 'min', greatest: 'max' })}`,
  moment: '?',
  along: index => `INDEXED BY "${index}"`,
  // A transaction begins IMMEDIATE: it is the only writer already.
  lockRows: '',
  hourOf: column => `substr(${column}, 1, 13) || ':00:00.000Z'`,
  wallOf: (column, part, offsetMs) => `strftime('${wallFormat[part]}', substr(${column}, 1, 23), '${seconds(offsetMs)} seconds')`,
  encode: encodeWith(iso => iso.replace('Z', '+00:00')),
  // As it is written it needs no Date, which costs more than anything else of a row.
  decode: decodeWith(stored => normalIso(stored.endsWith('+00:00') ? `${stored.slice(0, -6)}Z` : stored)),
}

/** Times are DATETIME(3) in UTC without a zone, as adapter-mariadb writes them. */
export const mysqlDialect: Dialect = {
  engine: 'mysql',
  quote: name => `\`${name}\``,
  // VALUES() is what MariaDB and every MySQL understand; the row alias MySQL 8.0.19 prefers is unknown to MariaDB.
  onConflictUpdate: (_key, columns) => ` ON DUPLICATE KEY UPDATE ${columns.map(name => `\`${name}\` = VALUES(\`${name}\`)`).join(', ')}`,
  onConflictMerge: (_key, merging) =>
    ` ON DUPLICATE KEY UPDATE ${merged(merging, { quote: mysqlDialect.quote, given: own => `VALUES(${own})`, least: 'LEAST', greatest: 'GREATEST' })}`,
  moment: 'CAST(? AS DATETIME(3))',
  along: index => `FORCE INDEX (\`${index}\`)`,
  lockRows: ' FOR UPDATE',
  hourOf: column => `DATE_FORMAT(${column}, '%Y-%m-%dT%H:00:00.000Z')`,
  wallOf: (column, part, offsetMs) => `DATE_FORMAT(${column} + INTERVAL ${seconds(offsetMs)} SECOND, '${wallFormat[part]}')`,
  encode: encodeWith(iso => iso.replace('T', ' ').replace('Z', '')),
  decode: decodeWith(stored => normalIso(`${stored.replace(' ', 'T')}Z`)),
}
