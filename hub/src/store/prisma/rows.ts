/** From what Prisma gives to records, and pages of them. */
import { CodedError } from '@palang/kit'
import { z } from 'zod'
import type { Page, Paged } from '../store.ts'

/** The row with its times as ISO strings and its long numbers as plain ones; the models and the records name the same fields. */
export function toRecord<T>(row: object): T {
  return Object.fromEntries(Object.entries(row).map(([field, value]: [string, unknown]) => [field, plain(value)])) as T
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? Number(value) : value
}

/** What {@link make} makes of the row, or nothing for none. */
export function maybe<Row extends object, T>(row: Row | null, make: (row: Row) => T): T | undefined {
  return row === null ? undefined : make(row)
}

/** Where a page ends: the newest-first order is by time, then by id. */
export interface SortKey {
  time: string
  id: string
}

const sortKey = z.tuple([z.iso.datetime(), z.string()])
const sequenceKey = z.tuple([z.int()])
const nameKey = z.tuple([z.string()])

/** Asks for one row more than the page holds, to know whether there is a next page. */
export function takeOf({ limit }: Page): number {
  return Math.max(1, Math.trunc(limit)) + 1
}

/** The condition "after the cursor" for rows sorted by `field` and id, both descending. Throws `invalid_request` for a cursor not ours. */
export function olderThan<Field extends string>(field: Field, page: Page): Older<Field> {
  const end = sortKeyBefore(page)
  if (end === undefined) return {}
  const { time, id } = end
  // The first condition repeats what follows from the second, so that the index is entered at the cursor.
  return { [field]: { lte: time }, OR: [{ [field]: { lt: time } }, { [field]: time, id: { lt: id } }] } as Older<Field>
}

/** Where the page before this one ended, or `undefined` for the first. Throws `invalid_request` for a cursor not ours. */
export function sortKeyBefore({ cursor }: Page): SortKey | undefined {
  if (cursor === undefined) return undefined
  const [time, id] = readCursor(cursor, sortKey)
  return { time, id }
}

type Older<Field extends string> = { [Name in Field]?: { lte: string } } & {
  OR?: ({ [Name in Field]?: { lt: string } | string } & { id?: { lt: string } })[]
}

/** The page out of the rows that {@link takeOf} asked for. */
export function pageOf<T>(rows: readonly T[], page: Page, keyOf: (row: T) => SortKey): Paged<T> {
  return cut(rows, page, row => [keyOf(row).time, keyOf(row).id])
}

/** As {@link pageOf} for rows sorted by a number. */
export function pageBySequence<T>(rows: readonly T[], page: Page, sequenceOf: (row: T) => number): Paged<T> {
  return cut(rows, page, row => [sequenceOf(row)])
}

/** The number after which a page sorted by number begins, or `undefined` for the first page. */
export function sequenceBefore({ cursor }: Page): number | undefined {
  return cursor === undefined ? undefined : readCursor(cursor, sequenceKey)[0]
}

/** As {@link pageOf} for rows sorted by a name of their own. */
export function pageByName<T>(rows: readonly T[], page: Page, nameOf: (row: T) => string): Paged<T> {
  return cut(rows, page, row => [nameOf(row)])
}

/** The name after which a page sorted by name begins, or `undefined` for the first page. */
export function nameAfter({ cursor }: Page): string | undefined {
  return cursor === undefined ? undefined : readCursor(cursor, nameKey)[0]
}

function cut<T>(rows: readonly T[], page: Page, keyOf: (row: T) => readonly (string | number)[]): Paged<T> {
  const size = takeOf(page) - 1
  const items = rows.slice(0, size)
  const last = items.at(-1)
  const more = rows.length > size && last !== undefined
  return { items, nextCursor: more ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null }
}

function readCursor<T extends z.ZodType>(cursor: string, schema: T): z.output<T> {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw badCursor()
  }
  const key = schema.safeParse(value)
  if (!key.success) throw badCursor()
  return key.data
}

function badCursor(): CodedError<'invalid_request'> {
  return new CodedError('invalid_request', 'the cursor is not one this list gave')
}

/** `{ gte, lt }` of a half-open interval, or nothing when it has no ends. */
export function between(from: string | undefined, to: string | undefined): { gte?: string; lt?: string } | undefined {
  if (from === undefined && to === undefined) return undefined
  return { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) }
}

/** The ways a search term may be written in the data: MySQL compares byte by byte here, so case has to be tried. */
export function spellings(search: string): string[] {
  const term = search.trim()
  const capitalised = term.slice(0, 1).toUpperCase() + term.slice(1).toLowerCase()
  return [...new Set([term, term.toUpperCase(), term.toLowerCase(), capitalised])]
}
