/**
 * The one place where a stay gets its price; hub, offline gate and the tariff editor all call it.
 * Pure: the same tariff version and facts always give the same amount and the same explanation.
 */
import type { ClassRates, Tariff } from './schema.ts'

export interface StayFacts {
  /** Entry and the moment priced, in milliseconds UTC. A moment before the entry counts as the entry. */
  enteredAtMs: number
  untilMs: number
  vehicleClass: string
  member: boolean
  lostTicket?: boolean
}

/** One line of the explanation. `text` is a key: `first_period`, `following_periods`, `cap_24h`, `free_minutes`, `member`, `lost_ticket`. */
export interface PriceLine {
  text: string
  quantity: number
  unit_amount: number
  amount: number
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
const dayMinutes = 24 * 60

/**
 * Prices one stay. Started minutes count whole. An unknown vehicle class is charged as the tariff's first class.
 */
export function priceStay(tariff: Tariff, stay: StayFacts): Price {
  const durationMinutes = Math.ceil(Math.max(0, stay.untilMs - stay.enteredAtMs) / minuteMs)
  const rates = ratesFor(tariff, stay.vehicleClass)
  const lines = parkingLines(tariff, rates, stay.member, durationMinutes)
  if (stay.lostTicket === true && rates.lost_ticket > 0) lines.push(line('lost_ticket', 1, rates.lost_ticket))
  return {
    tariffId: tariff.id,
    tariffVersion: tariff.version,
    currency: tariff.currency,
    durationMinutes,
    amount: lines.reduce((sum, l) => sum + l.amount, 0),
    lines,
  }
}

function ratesFor(tariff: Tariff, vehicleClass: string): ClassRates {
  const rates = tariff.classes[vehicleClass] ?? Object.values(tariff.classes)[0]
  if (rates === undefined) throw new RangeError(`tariff ${tariff.id} has no vehicle class`)
  return rates
}

function parkingLines(tariff: Tariff, rates: ClassRates, member: boolean, durationMinutes: number): PriceLine[] {
  if (member && tariff.members_free) return [line('member', 1, 0)]
  if (durationMinutes <= tariff.free_minutes) return [line('free_minutes', durationMinutes, 0)]
  const wholeDays = rates.cap_per_24h === undefined ? 0 : Math.floor(durationMinutes / dayMinutes)
  const rest = durationMinutes - wholeDays * dayMinutes
  const lines: PriceLine[] = []
  if (wholeDays > 0) lines.push(...capped(periodLines(rates, dayMinutes), rates.cap_per_24h, wholeDays))
  if (rest > 0 || wholeDays === 0) lines.push(...capped(periodLines(rates, rest), rates.cap_per_24h, 1))
  return lines
}

function periodLines(rates: ClassRates, minutes: number): PriceLine[] {
  const lines = [line('first_period', 1, rates.first.amount)]
  const after = Math.max(0, minutes - rates.first.minutes)
  const periods = Math.ceil(after / rates.following.minutes)
  if (periods > 0) lines.push(line('following_periods', periods, rates.following.amount))
  return lines
}

function capped(lines: PriceLine[], cap: number | undefined, times: number): PriceLine[] {
  const sum = lines.reduce((total, l) => total + l.amount, 0)
  if (cap !== undefined && sum > cap) return [line('cap_24h', times, cap)]
  return lines.map(l => line(l.text, l.quantity * times, l.unit_amount))
}

function line(text: string, quantity: number, unitAmount: number): PriceLine {
  return { text, quantity, unit_amount: unitAmount, amount: quantity * unitAmount }
}
