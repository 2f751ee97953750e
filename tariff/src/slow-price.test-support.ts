/**
 * The rules of a tariff once more, minute by minute and as slow as they are simple: what the price of the product is compared
 * with. It shares nothing with it but the shape of a tariff; the clock on the wall is asked of Intl.
 */
import type { StayFacts } from './price.ts'
import { dayKinds, type BandRates, type ClassRates, type DayKind, type Tariff } from './schema.ts'

const minuteMs = 60_000
const quarterMs = 15 * minuteMs
const dayMs = 1440 * minuteMs
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  formats.set(timeZone, format)
  return format
}

/** What the wall shows, as if it were UTC. Zones change their offsets only on quarters of an hour. */
function wallClock(timeZone: string): (atMs: number) => number {
  const format = formatOf(timeZone)
  let quarter = -1
  let offsetMs = 0
  return atMs => {
    if (Math.floor(atMs / quarterMs) !== quarter) {
      quarter = Math.floor(atMs / quarterMs)
      offsetMs = Date.parse(`${format.format(quarter * quarterMs).replace(' ', 'T')}Z`) - quarter * quarterMs
    }
    return atMs + offsetMs
  }
}

function kindOf(tariff: Tariff, midnight: number): DayKind | undefined {
  if (tariff.holidays?.some(date => Date.parse(date) === midnight) === true) return 'holiday'
  return dayKinds[(new Date(midnight).getUTCDay() + 6) % 7]
}

/** `06:30` after midnight. */
function clock(time: string): number {
  return Date.parse(`1970-01-01T${time}Z`)
}

interface Here {
  rates: BandRates
  /** Which band, and the day on which it began. */
  key: string
}

function here(tariff: Tariff, rates: ClassRates, wall: number): Here {
  const today = Math.floor(wall / dayMs) * dayMs
  for (const [index, { name, days, from, to }] of (tariff.bands ?? []).entries()) {
    const [opens, closes] = [clock(from), clock(to)]
    for (const midnight of [today, today - dayMs]) {
      const begins = midnight + opens
      const ends = midnight + closes + (closes <= opens ? dayMs : 0)
      if (wall < begins || ends <= wall) continue
      const kind = kindOf(tariff, midnight)
      if (days === undefined || (kind !== undefined && days.includes(kind)))
        return { rates: rates.bands?.[name] ?? rates, key: `${index} ${midnight}` }
    }
  }
  return { rates, key: 'ordinary' }
}

function slowPeriods(tariff: Tariff, rates: ClassRates, { enteredAtMs, timeZone }: StayFacts, minutes: number): number {
  const sums = new Map<number, number>()
  const by24h = rates.cap_per_24h !== undefined
  // What the wall has shown at most: the clock of bands and days never goes back.
  const wallAt = wallClock(timeZone)
  let wall = 0
  for (let ms = enteredAtMs - 180 * minuteMs; ms < enteredAtMs; ms += minuteMs) wall = Math.max(wall, wallAt(ms))
  let isFirst = true
  let paidMinutes = 0
  let flat: string | undefined
  for (let minute = 0; minute < minutes; minute++) {
    wall = Math.max(wall, wallAt(enteredAtMs + minute * minuteMs))
    if (by24h && minute % 1440 === 0) {
      isFirst = true
      paidMinutes = 0
    }
    if (flat === undefined && paidMinutes-- > 0) continue
    const now = here(tariff, rates, wall)
    if (now.key === flat) continue
    flat = undefined
    const day = by24h ? Math.floor(minute / 1440) : rates.cap_per_day === undefined ? 0 : Math.floor(wall / dayMs)
    if ('flat' in now.rates) {
      flat = now.key
      paidMinutes = 0
      sums.set(day, (sums.get(day) ?? 0) + now.rates.flat)
    } else {
      const period = (isFirst ? now.rates.first : undefined) ?? now.rates.following
      paidMinutes = period.minutes - 1
      sums.set(day, (sums.get(day) ?? 0) + period.amount)
    }
    isFirst = false
  }
  const cap = rates.cap_per_24h ?? rates.cap_per_day ?? Infinity
  return [...sums.values()].reduce((sum, ofDay) => sum + Math.min(ofDay, cap), 0)
}

/** The price of a stay. */
export function slowPrice(tariff: Tariff, stay: StayFacts): number {
  const duration = Math.max(0, Math.ceil((stay.untilMs - stay.enteredAtMs) / minuteMs))
  const own = tariff.classes[stay.vehicleClass]
  const fine = stay.lostTicket === true ? (own?.lost_ticket ?? 0) : 0
  if (stay.member && tariff.members === undefined && tariff.members_free) return rounded(fine, tariff)
  if (own === undefined || duration <= tariff.free_minutes) return rounded(fine, tariff)
  const members = stay.member ? tariff.members : undefined
  const rates = (members !== undefined && 'class' in members ? tariff.classes[members.class] : undefined) ?? own
  const upTo = (minutes: number) => (minutes <= tariff.free_minutes ? 0 : slowPeriods(tariff, rates, stay, minutes))
  const given = [...new Set(stay.validations)].flatMap(name => tariff.validations?.[name] ?? [])
  const givenMinutes = given.reduce((sum, one) => sum + ('minutes' in one ? one.minutes : 0), 0)
  let left = upTo(duration) - upTo(Math.min(duration, givenMinutes))
  if (members !== undefined && 'percent' in members) left = Math.floor((left * (100 - members.percent)) / 100)
  for (const one of given) if ('percent' in one) left = Math.floor((left * (100 - one.percent)) / 100)
  for (const one of given) if ('amount' in one) left = Math.max(0, left - one.amount)
  return rounded(left + fine, tariff)
}

function rounded(amount: number, { rounding }: Tariff): number {
  if (rounding === undefined) return amount
  return { up: Math.ceil, down: Math.floor, nearest: Math.round }[rounding.direction](amount / rounding.to) * rounding.to
}
