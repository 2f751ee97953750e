/** The periods of a stay and its caps: the walk from the entry to the moment priced. */
import { line, type LineText, type PriceLine } from './line.ts'
import type { BandRates, ClassRates, Tariff } from './schema.ts'
import { timelineOf, timeless, type Timeline } from './timeline.ts'

/** A kind of charge at one price, and how often it came. */
interface Charge {
  text: LineText
  name: string | undefined
  unitAmount: number
  quantity: number
  /** How often on the day that is not over yet, beside `quantity`. */
  today: number
}

interface Period {
  minutes: number
  charge: Charge
}

/** The rates of one band: a flat one, or periods. */
type Rates = { flat: Charge } | { flat: undefined; first: Period | undefined; following: Period }

/** The rates of a class and what has been charged by them. */
interface Book {
  ordinary: Rates
  /** By the band's place in the tariff's list. */
  inBand: readonly Rates[]
  /** Charges of the day of the cap that is not over yet. */
  today: Charge[]
  /** Charges that count, caps in place of what they cover among them, in the order they first did. */
  counted: Charge[]
  cap: Charge | undefined
}

const dayMinutes = 24 * 60

/**
 * What the periods of a stay's first `minutes` (at least 1) cost, capped: one line for each kind of charge, however long the stay.
 * What is charged up to a moment does not depend on what comes after it, and the sum of a day only grows up to its cap: so the
 * price only grows. Throws `RangeError` for an unknown time zone, where the class has bands or days.
 */
export function parkingLines(
  tariff: Tariff,
  rates: ClassRates,
  { enteredAtMs, timeZone }: { enteredAtMs: number; timeZone: string },
  minutes: number,
): PriceLine[] {
  const needsClock = rates.bands !== undefined || rates.cap_per_day !== undefined
  const timeline = needsClock ? timelineOf(tariff, timeZone, enteredAtMs, minutes) : timeless
  const book = bookOf(tariff, rates)
  walk(minutes, timeline, book, rates.cap_per_24h !== undefined)
  return book.counted.map(({ text, quantity, unitAmount, name }) => line(text, quantity, unitAmount, name))
}

/**
 * Charges period after period. `isBy24h`: the days of the cap are 24 hours from the entry, and each begins again with a first
 * period; a flat period alone runs on into the next of them, it was paid until its band ends.
 */
function walk(minutes: number, { stretchStarts, stretchBands, dayStarts }: Timeline, book: Book, isBy24h: boolean): void {
  let position = 0
  let stretch = 0
  let isFirst = true
  for (let day = 0; position < minutes; day++) {
    const dayEnd = isBy24h ? (day + 1) * dayMinutes : book.cap === undefined ? Infinity : (dayStarts[day] ?? Infinity)
    const end = Math.min(dayEnd, minutes)
    while (position < end) {
      let stretchEnd = stretchStarts[stretch + 1] ?? Infinity
      while (stretchEnd <= position) stretchEnd = stretchStarts[++stretch + 1] ?? Infinity
      const rates = book.inBand[stretchBands[stretch] ?? -1] ?? book.ordinary
      if (rates.flat !== undefined) {
        add(book, rates.flat, 1)
        position = stretchEnd
      } else {
        const period = (isFirst ? rates.first : undefined) ?? rates.following
        const periods = period === rates.first ? 1 : Math.ceil((Math.min(stretchEnd, end) - position) / period.minutes)
        add(book, period.charge, periods)
        position += periods * period.minutes
        if (isBy24h && position > dayEnd) position = dayEnd
      }
      isFirst = false
    }
    closeDay(book)
    isFirst ||= isBy24h
  }
}

function add({ today }: Book, charge: Charge, times: number): void {
  if (charge.today === 0) today.push(charge)
  charge.today += times
}

/** What the day cost, or its cap where that is less. */
function closeDay({ today, counted, cap }: Book): void {
  const sum = today.reduce((total, charge) => total + charge.today * charge.unitAmount, 0)
  if (cap !== undefined && sum > cap.unitAmount) count(counted, cap, 1)
  else for (const charge of today) count(counted, charge, charge.today)
  for (const charge of today) charge.today = 0
  today.length = 0
}

function count(counted: Charge[], charge: Charge, times: number): void {
  if (charge.quantity === 0) counted.push(charge)
  charge.quantity += times
}

function bookOf({ bands = [] }: Tariff, rates: ClassRates): Book {
  const ordinary = ratesOf(rates, undefined)
  const own = new Map(Object.entries(rates.bands ?? {}).map(([name, ofBand]) => [name, ratesOf(ofBand, name)]))
  const inBand = bands.map(({ name }) => own.get(name) ?? ordinary)
  return { ordinary, inBand, today: [], counted: [], cap: capOf(rates) }
}

function ratesOf(rates: BandRates, name: string | undefined): Rates {
  if ('flat' in rates) return { flat: chargeOf('flat_rate', rates.flat, name) }
  const { first, following } = rates
  return {
    flat: undefined,
    first: first && { minutes: first.minutes, charge: chargeOf('first_period', first.amount, name) },
    following: { minutes: following.minutes, charge: chargeOf('following_periods', following.amount, name) },
  }
}

function capOf({ cap_per_24h: by24h, cap_per_day: byDay }: ClassRates): Charge | undefined {
  if (by24h !== undefined) return chargeOf('cap_24h', by24h, undefined)
  return byDay === undefined ? undefined : chargeOf('cap_day', byDay, undefined)
}

function chargeOf(text: LineText, unitAmount: number, name: string | undefined): Charge {
  return { text, name, unitAmount, quantity: 0, today: 0 }
}
