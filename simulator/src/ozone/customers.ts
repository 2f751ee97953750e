/** When customers press which button. Chance of its own for each unit, so that more units change nothing for the others. */
import type { Treatment } from '@palang/protocol'
import type { Random } from '../traffic/random.ts'

/** Whole hours of the day in which the outlet is open, from the first to before the second; 0 and 24 are always. */
export interface OpeningHours {
  from: number
  to: number
  timezone: string
}

const hourMs = 3_600_000
/** Of a hundred customers. */
const basicShare = 0.5
const standardShare = 0.35
/** Nobody waits longer between two customers than this many times the mean. */
const longestShare = 5

/** What the next customer chooses. */
export function chosenTreatment(random: Random): Treatment {
  const drawn = random.next()
  if (drawn < basicShare) return 'BASIC'
  return drawn < basicShare + standardShare ? 'STANDARD' : 'PREMIUM'
}

/** Milliseconds until the next customer: `everyS` on average, as chance has it; while the outlet is closed, some time after it opens. */
export function nextCustomerMs(random: Random, everyS: number, hours: OpeningHours, nowMs: number): number {
  const waitMs = Math.min(longestShare, -Math.log(1 - random.next())) * everyS * 1_000
  return isOpen(hours, nowMs + waitMs) ? waitMs : untilOpenMs(hours, nowMs + waitMs) - nowMs + random.next() * everyS * 1_000
}

/** The moment the outlet opens next, in milliseconds since 1970: the first full hour after `fromMs` that belongs to the open ones. */
function untilOpenMs(hours: OpeningHours, fromMs: number): number {
  // Zones are off UTC by quarters of an hour.
  const quarterMs = hourMs / 4
  const first = Math.ceil(fromMs / quarterMs) * quarterMs
  for (let at = first; at < first + 25 * hourMs; at += quarterMs) if (isOpen(hours, at)) return at
  return first
}

function isOpen({ from, to, timezone }: OpeningHours, atMs: number): boolean {
  if (from === 0 && to === 24) return true
  const hour = Number(hourFormat(timezone).format(atMs))
  return from < to ? hour >= from && hour < to : hour >= from || hour < to
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one takes a hundred times as long as using it. */
function hourFormat(timezone: string): Intl.DateTimeFormat {
  const format = formats.get(timezone) ?? new Intl.DateTimeFormat('en', { timeZone: timezone, hour: 'numeric', hourCycle: 'h23' })
  formats.set(timezone, format)
  return format
}
