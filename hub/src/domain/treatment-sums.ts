/** Treatments added up as people look at them: by day, week, month or year of an outlet. Pure. */
import type { AnalyticsGroup, TreatmentSums } from '@palang/protocol'
import { dateOfDay, dayOfDate } from '@palang/tariff'

/** What a bucket holds, whatever its key. */
export interface Summed {
  basic: number
  standard: number
  premium: number
  aborted: number
  revenue: number
  runSeconds: number
}

export const noTreatments: TreatmentSums = { BASIC: 0, STANDARD: 0, PREMIUM: 0, total: 0, aborted: 0, revenue: 0, run_seconds: 0 }

/** Both together. */
export function plus(sums: TreatmentSums, { basic, standard, premium, aborted, revenue, runSeconds }: Summed): TreatmentSums {
  return {
    BASIC: sums.BASIC + basic,
    STANDARD: sums.STANDARD + standard,
    PREMIUM: sums.PREMIUM + premium,
    total: sums.total + basic + standard + premium,
    aborted: sums.aborted + aborted,
    revenue: sums.revenue + revenue,
    run_seconds: sums.run_seconds + runSeconds,
  }
}

/** The days from `from` to `to` (`YYYY-MM-DD`), both included. */
export function daysBetween(from: string, to: string): number {
  return dayOfDate(to) - dayOfDate(from) + 1
}

/** The period of the same length that ends right before `from`. */
export function periodBefore(from: string, to: string): { from: string; to: string } {
  const first = dayOfDate(from)
  return { from: dateOfDay(first - daysBetween(from, to)), to: dateOfDay(first - 1) }
}

/** The day with which the group begins that `date` is in; weeks begin on Monday. */
function groupStart(date: string, group: AnalyticsGroup): string {
  if (group === 'day') return date
  if (group === 'month') return `${date.slice(0, 8)}01`
  if (group === 'year') return `${date.slice(0, 5)}01-01`
  const day = dayOfDate(date)
  // 1 January 1970 was a Thursday.
  return dateOfDay(day - ((((day + 3) % 7) + 7) % 7))
}

/** Every group that the period touches, empty ones too, with what its days hold. `date` is its first day within the period. */
export function pointsOf(
  days: Iterable<{ date: string } & Summed>,
  { from, to, group }: { from: string; to: string; group: AnalyticsGroup },
): ({ date: string } & TreatmentSums)[] {
  const points = new Map<string, { date: string } & TreatmentSums>()
  for (let day = dayOfDate(from); day <= dayOfDate(to); day += 1) {
    const date = dateOfDay(day)
    const start = groupStart(date, group)
    if (!points.has(start)) points.set(start, { date, ...noTreatments })
  }
  for (const { date, ...summed } of days) {
    const start = groupStart(date, group)
    const point = points.get(start)
    if (point !== undefined && date >= from && date <= to) points.set(start, { date: point.date, ...plus(point, summed) })
  }
  return [...points.values()]
}

/** Of two dates, or of two moments as ISO text. */
export function later(a: string, b: string): string {
  return a > b ? a : b
}

/** As {@link later}. */
export function earlier(a: string, b: string): string {
  return a < b ? a : b
}
