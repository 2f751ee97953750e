/** Times as devices and people write them, with a zone or without. */
import { momentOf, offsetsBetween } from '@palang/tariff'

/** The moment in milliseconds UTC, NaN for no time; `assumedZone` is `timeZone` for a time without a zone of its own. */
export function momentOfText(text: string, timeZone: string): { ms: number; assumedZone: string | null } {
  if (/(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return { ms: Date.parse(text), assumedZone: null }
  const wallMs = Date.parse(`${text}Z`)
  const ms = Number.isFinite(wallMs) ? momentOf(offsetsBetween(timeZone, wallMs, wallMs), wallMs) : wallMs
  return { ms, assumedZone: timeZone }
}
