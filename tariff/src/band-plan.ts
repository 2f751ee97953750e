/** Which band applies when: the bands of a tariff laid out over one day of each kind. */
import { dayKinds, type Band, type DayKind, type Tariff } from './schema.ts'
import { dayOfDate } from './wall-clock.ts'

/** Outside all bands. */
export const noBand = -1

/** From `minute` of a day on, `band` (its place in the list) applies, as begun on this day or on the day before. */
export interface Piece {
  minute: number
  band: number
  begunDaysAgo: 0 | 1
}

export interface BandPlan {
  kindOf(day: number): DayKind
  /** The pieces of a day after a day, in order, the first at minute 0; neighbours differ. */
  pieces(yesterday: DayKind, today: DayKind): readonly Piece[]
}

const dayMinutes = 24 * 60
const plans = new WeakMap<Tariff, BandPlan>()

/** Made once for each tariff. */
export function bandPlan(tariff: Tariff): BandPlan {
  let plan = plans.get(tariff)
  if (plan === undefined) plans.set(tariff, (plan = planOf(tariff)))
  return plan
}

function planOf({ bands = [], holidays = [] }: Tariff): BandPlan {
  const holidayDays = new Set(holidays.map(dayOfDate))
  const known = new Map<string, readonly Piece[]>()
  return {
    kindOf: day => (holidayDays.has(day) ? 'holiday' : weekdayOf(day)),
    pieces(yesterday, today) {
      const key = `${yesterday} ${today}`
      let found = known.get(key)
      if (found === undefined) known.set(key, (found = layOut(bands, yesterday, today)))
      return found
    },
  }
}

/** 1 January 1970 was a Thursday. */
function weekdayOf(day: number): DayKind {
  return dayKinds[(((day + 3) % 7) + 7) % 7] ?? 'mon'
}

function layOut(bands: readonly Band[], yesterday: DayKind, today: DayKind): Piece[] {
  const found: Piece[] = []
  for (const minute of boundaries(bands)) {
    const piece = { minute, ...(bandsAt(bands, { yesterday, today, minute })[0] ?? { band: noBand, begunDaysAgo: 0 as const }) }
    const last = found.at(-1)
    if (last?.band !== piece.band || last.begunDaysAgo !== piece.begunDaysAgo) found.push(piece)
  }
  return found
}

/** The minutes of a day at which a band may begin or end, 0 among them, in order. */
export function boundaries(bands: readonly Band[]): number[] {
  const minutes = bands.flatMap(({ from, to }) => [minuteOf(from), minuteOf(to) % dayMinutes])
  return [...new Set([0, ...minutes])].toSorted((a, b) => a - b)
}

/** Every band that claims this minute of the day, the one that applies first. */
export function bandsAt(
  bands: readonly Band[],
  { yesterday, today, minute }: { yesterday: DayKind; today: DayKind; minute: number },
): Omit<Piece, 'minute'>[] {
  return bands.flatMap(({ days, from, to }, band): Omit<Piece, 'minute'>[] => {
    const [begins, ends] = [minuteOf(from), minuteOf(to)]
    const passesMidnight = ends <= begins
    const beginsOn = (kind: DayKind) => days?.includes(kind) ?? true
    if (minute >= begins && (passesMidnight || minute < ends) && beginsOn(today)) return [{ band, begunDaysAgo: 0 }]
    if (passesMidnight && minute < ends && beginsOn(yesterday)) return [{ band, begunDaysAgo: 1 }]
    return []
  })
}

/** `06:30` as 390. */
function minuteOf(clockTime: string): number {
  return Number(clockTime.slice(0, 2)) * 60 + Number(clockTime.slice(3))
}
