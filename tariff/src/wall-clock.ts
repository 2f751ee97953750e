/**
 * The clock on the wall of an outlet. Asking Intl costs microseconds a time, so its answers are kept: the moments at which a
 * zone changes its offset, by zone and year.
 */

const dayMs = 86_400_000

/** From `fromMs` on, the wall shows UTC + `offsetMs`. The first of a list holds for whatever was before it. */
export interface OffsetChange {
  fromMs: number
  offsetMs: number
}

const years = new Map<string, Map<number, OffsetChange[]>>()
const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * The offsets of `timeZone` between two moments (milliseconds UTC), some days to either side included. At least one. Throws
 * `RangeError` for a zone or moment Intl does not know.
 */
export function offsetsBetween(timeZone: string, fromMs: number, toMs: number): OffsetChange[] {
  const firstYear = new Date(fromMs - 3 * dayMs).getUTCFullYear()
  const lastYear = new Date(toMs + 3 * dayMs).getUTCFullYear()
  const found: OffsetChange[] = []
  for (let year = firstYear; year <= lastYear; year++) {
    for (const change of offsetsOfYear(timeZone, year)) if (change.offsetMs !== found.at(-1)?.offsetMs) found.push(change)
  }
  return found
}

/**
 * The first moment (milliseconds UTC) at which the wall shows `wallMs` or later: where the clock skips it, that moment; where it
 * comes twice, the first. `wallMs` is what the wall shows, written as if it were UTC.
 */
export function momentOf(offsets: readonly OffsetChange[], wallMs: number): number {
  for (let i = 0; ; i++) {
    const { fromMs, offsetMs } = offsets[i] ?? { fromMs: 0, offsetMs: 0 }
    const next = offsets[i + 1]
    const moment = i === 0 ? wallMs - offsetMs : Math.max(fromMs, wallMs - offsetMs)
    if (next === undefined || moment < next.fromMs) return moment
  }
}

/**
 * The day (counted from 1 January 1970) at a moment: that of the latest midnight the wall has reached, also while a clock that was
 * set back shows the evening before once more.
 */
export function dayAt(offsets: readonly OffsetChange[], atMs: number): number {
  const offsetMs = offsetIn(offsets, atMs)
  let day = Math.floor((atMs + offsetMs) / dayMs)
  while (momentOf(offsets, (day + 1) * dayMs) <= atMs) day++
  return day
}

function offsetIn(offsets: readonly OffsetChange[], atMs: number): number {
  return offsets.findLast(({ fromMs }) => fromMs <= atMs)?.offsetMs ?? offsets[0]?.offsetMs ?? 0
}

/** `2026-01-31` as a day counted from 1 January 1970. */
export function dayOfDate(date: string): number {
  return Date.parse(date) / dayMs
}

/** The day as `2026-01-31`. */
export function dateOfDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

function offsetsOfYear(timeZone: string, year: number): readonly OffsetChange[] {
  let ofZone = years.get(timeZone)
  if (ofZone === undefined) years.set(timeZone, (ofZone = new Map<number, OffsetChange[]>()))
  let found = ofZone.get(year)
  if (found === undefined) ofZone.set(year, (found = findOffsets(timeZone, year)))
  return found
}

/** No zone changes its offset twice within a day. */
function findOffsets(timeZone: string, year: number): OffsetChange[] {
  const endMs = Date.UTC(year + 1, 0, 1)
  let atMs = Date.UTC(year, 0, 1)
  let offsetMs = offsetAt(timeZone, atMs)
  const found = [{ fromMs: atMs, offsetMs }]
  while (atMs < endMs) {
    const nextMs = Math.min(atMs + dayMs, endMs)
    const nextOffsetMs = offsetAt(timeZone, nextMs)
    if (nextOffsetMs !== offsetMs) found.push({ fromMs: changeBetween(timeZone, atMs, nextMs), offsetMs: nextOffsetMs })
    atMs = nextMs
    offsetMs = nextOffsetMs
  }
  return found
}

/** The first second of the new offset. */
function changeBetween(timeZone: string, beforeMs: number, afterMs: number): number {
  const before = offsetAt(timeZone, beforeMs)
  let [low, high] = [beforeMs / 1000, afterMs / 1000]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(timeZone, middle * 1000) === before) low = middle
    else high = middle
  }
  return high * 1000
}

function offsetAt(timeZone: string, atMs: number): number {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', numberingSystem: 'latn', ...fields })
    formats.set(timeZone, format)
  }
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of format.formatToParts(atMs)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - atMs
}

const fields = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
} as const satisfies Intl.DateTimeFormatOptions

/** The moment (milliseconds UTC) at which the wall of `timeZone` first shows `local`, as `2026-01-31T22:15`; NaN for what is no time. */
export function momentOnWall(timeZone: string, local: string): number {
  const wallMs = Date.parse(`${local}Z`)
  return Number.isNaN(wallMs) ? wallMs : momentOf(offsetsBetween(timeZone, wallMs, wallMs), wallMs)
}

/** What the wall of `timeZone` shows at a moment, as `2026-01-31T22:15`. */
export function wallAt(timeZone: string, atMs: number): string {
  const offsetMs = offsetIn(offsetsBetween(timeZone, atMs, atMs), atMs)
  return new Date(atMs + offsetMs).toISOString().slice(0, 16)
}
