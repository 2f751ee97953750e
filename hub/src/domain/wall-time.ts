/** Times as devices and people write them, with a zone or without. */
import { momentOf, offsetsBetween } from '@palang/tariff'

/** The moment in milliseconds UTC, NaN for no time; `assumedZone` is `timeZone` for a time without a zone of its own. */
export function momentOfText(text: string, timeZone: string): { ms: number; assumedZone: string | null } {
  // A day no month has would become one of the next month.
  const date = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0]
  if (date !== undefined && !isDay(date)) return { ms: Number.NaN, assumedZone: null }
  if (/(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return { ms: Date.parse(text), assumedZone: null }
  const wallMs = Date.parse(`${text}Z`)
  const ms = Number.isFinite(wallMs) ? momentOf(offsetsBetween(timeZone, wallMs, wallMs), wallMs) : wallMs
  return { ms, assumedZone: timeZone }
}

function isDay(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date)
}
