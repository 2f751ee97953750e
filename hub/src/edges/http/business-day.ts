/** Days as the outlet counts them, in its own time zone. */
import { dateOfDay, dayAt, dayOfDate, momentOf, offsetsBetween } from '@palang/tariff'

const dayMs = 86_400_000

/** The moment, in milliseconds UTC, at which the day `daysBack` before the one of `nowMs` began in `timeZone`. */
export function startOfDay(nowMs: number, timeZone: string, daysBack = 0): number {
  return beginningOf(dayAt(offsetsBetween(timeZone, nowMs, nowMs), nowMs) - daysBack, timeZone)
}

/** The moment, in milliseconds UTC, at which the day `date` (`YYYY-MM-DD`) begins in `timeZone`. */
export function startOfDate(date: string, timeZone: string): number {
  return beginningOf(dayOfDate(date), timeZone)
}

/** The day of the calendar (`YYYY-MM-DD`) that the moment lies on in `timeZone`. */
export function dateAt(atMs: number, timeZone: string): string {
  return dateOfDay(dayAt(offsetsBetween(timeZone, atMs, atMs), atMs))
}

/** The date that follows `date` (`YYYY-MM-DD`). */
export function dayAfter(date: string): string {
  return dateOfDay(dayOfDate(date) + 1)
}

/** `day` counted from 1 January 1970. A midnight the clock skips is the moment of the jump. */
function beginningOf(day: number, timeZone: string): number {
  const wallMs = day * dayMs
  return momentOf(offsetsBetween(timeZone, wallMs, wallMs), wallMs)
}
