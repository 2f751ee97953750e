/**
 * The one place where a stay gets its price; hub, offline gate and the tariff editor all call it.
 * Pure: the same tariff version and facts always give the same amount and the same explanation. The rules stand in `schema.ts`.
 */
import { lessDiscounts } from './discounts.ts'
import { line, sumOf, type PriceLine } from './line.ts'
import { parkingLines } from './periods.ts'
import type { ClassRates, Rounding, Tariff } from './schema.ts'

export interface StayFacts {
  /** Entry and the moment priced, in milliseconds UTC. A moment before the entry counts as the entry. */
  enteredAtMs: number
  untilMs: number
  /**
   * IANA zone of the outlet. A fact of the place, not of the tariff: one tariff serves outlets in several zones, and `22:00` means
   * the clock on their own wall.
   */
  timeZone: string
  vehicleClass: string
  member: boolean
  lostTicket?: boolean
  /** Names of the validations the stay was given. Each counts once; one the tariff does not have gives nothing. */
  validations?: readonly string[]
}

export interface Price {
  tariffId: string
  tariffVersion: number
  currency: string
  durationMinutes: number
  /** Sum of the lines, never negative. */
  amount: number
  lines: PriceLine[]
}

const minuteMs = 60_000

/**
 * Prices one stay. Started minutes count whole. An unknown vehicle class is charged as the tariff's first class. As long as only
 * `untilMs` grows the amount never falls. Throws `RangeError` for a time zone Intl does not know, where the tariff needs one.
 */
export function priceStay(tariff: Tariff, stay: StayFacts): Price {
  const durationMinutes = Math.ceil(Math.max(0, stay.untilMs - stay.enteredAtMs) / minuteMs)
  const lines = stayLines(tariff, stay, durationMinutes)
  const { lost_ticket: fine } = ratesFor(tariff, stay.vehicleClass)
  if (stay.lostTicket === true && fine > 0) lines.push(line('lost_ticket', 1, fine))
  if (tariff.rounding !== undefined) lines.push(...roundingOf(sumOf(lines), tariff.rounding))
  return {
    tariffId: tariff.id,
    tariffVersion: tariff.version,
    currency: tariff.currency,
    durationMinutes,
    amount: sumOf(lines),
    lines,
  }
}

function stayLines(tariff: Tariff, stay: StayFacts, durationMinutes: number): PriceLine[] {
  const membership = stay.member ? (tariff.members ?? (tariff.members_free ? 'free' : undefined)) : undefined
  if (membership === 'free') return [line('member', 1, 0)]
  if (durationMinutes <= tariff.free_minutes) return [line('free_minutes', durationMinutes, 0)]
  const ofClass = membership !== undefined && 'class' in membership ? membership.class : stay.vehicleClass
  const rates = ratesFor(tariff, ofClass)
  const linesUpTo = (minutes: number) => (minutes <= tariff.free_minutes ? [] : parkingLines(tariff, rates, stay, minutes))
  return lessDiscounts(linesUpTo(durationMinutes), {
    valueOfFirst: minutes => sumOf(linesUpTo(Math.min(minutes, durationMinutes))),
    memberPercent: membership !== undefined && 'percent' in membership ? membership.percent : 0,
    validations: grantedTo(tariff, stay.validations),
  })
}

/** What brings `sum` to a multiple; no line where it is one. */
function roundingOf(sum: number, { to, direction }: Rounding): PriceLine[] {
  const over = sum % to
  const isUp = direction === 'up' || (direction === 'nearest' && over * 2 >= to)
  return over === 0 ? [] : [line('rounding', 1, isUp ? to - over : -over)]
}

function grantedTo({ validations = {} }: Tariff, names: readonly string[] = []) {
  return [...new Set(names)].flatMap(name => {
    const gives = Object.hasOwn(validations, name) ? validations[name] : undefined
    return gives === undefined ? [] : [{ name, gives }]
  })
}

function ratesFor(tariff: Tariff, vehicleClass: string): ClassRates {
  const own = Object.hasOwn(tariff.classes, vehicleClass) ? tariff.classes[vehicleClass] : undefined
  const rates = own ?? Object.values(tariff.classes)[0]
  if (rates === undefined) throw new RangeError(`tariff ${tariff.id} has no vehicle class`)
  return rates
}
