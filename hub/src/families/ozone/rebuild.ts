/**
 * Counting anew what the roll-ups hold, from the treatments themselves: hours and days from the treatments, months from the days. Every
 * transaction is of one day, so that nobody waits for it.
 */
import { isDeepStrictEqual } from 'node:util'
import { dateOfDay, dayAt, dayOfDate, offsetsBetween } from '@palang/tariff'
import { earlier, later } from '../../domain/treatment-sums.ts'
import { dayAfter, startOfDate, startOfDay } from '../../edges/http/business-day.ts'
import type { HubServices } from '../../services.ts'
import type { Tx } from '../../store/store.ts'
import { mergedTreatments, type TreatmentBucket, type TreatmentBucketSize } from '../../store/treatments.ts'
import { createBucketStarts, treatmentBuckets, type Zones } from './buckets.ts'

const hourMs = 3_600_000
/** A day with the hour that a clock was set back, and a little. Milliseconds. */
const longestDayMs = 26 * hourMs

export interface Recounted {
  treatments: number
  /** Buckets that were not as they should have been. */
  changed: number
}

/**
 * Replaces the roll-ups that begin on these days of the site, and the months they are in, as far as there are treatments; `rest` lets
 * others work between two days.
 */
export async function rebuildBuckets(
  { store, site, outlets }: Pick<HubServices, 'store' | 'site' | 'outlets'>,
  asked: { from: string; to: string },
  rest: () => Promise<void>,
): Promise<Recounted> {
  const zones = { site: site.outlet.timezone, of: outlets.zoneOf }
  const all = [...new Set([zones.site, ...outlets.list().map(({ timezone }) => timezone)])]
  const startsAt = createBucketStarts()
  const sum = { treatments: 0, changed: 0 }
  const span = await store.treatments.span()
  if (span === undefined) return sum
  // Midnight elsewhere may be the day before or after.
  const from = later(asked.from, dateOfDay(dayOfDate(span.from.slice(0, 10)) - 2))
  const to = earlier(asked.to, dateOfDay(dayOfDate(span.to.slice(0, 10)) + 2))
  for (let date = from; date <= to; date = dayAfter(date)) {
    const window = windowOf(date, dayAfter(date), zones.site)
    const counted = await store.transact(tx => recountDay(tx, window, zones, startsAt))
    sum.treatments += counted.treatments
    sum.changed += counted.changed
    await rest()
  }
  for (let month = monthOf(from); month <= to; month = monthAfter(month)) {
    const window = windowOf(month, monthAfter(month), zones.site)
    sum.changed += await store.transact(tx => recountMonth(tx, window, all))
    await rest()
  }
  return sum
}

type Window = { from: string; to: string }

async function recountDay(tx: Tx, window: Window, zones: Zones, startsAt: ReturnType<typeof createBucketStarts>): Promise<Recounted> {
  const until = new Date(Date.parse(window.to) + longestDayMs).toISOString()
  const ended = await tx.treatments.ended(window.from, until)
  const buckets = treatmentBuckets(ended, zones, startsAt).filter(({ size }) => size !== 'month')
  const treatments = ended.filter(({ endedAt }) => endedAt < window.to).length
  return { treatments, changed: await replace(tx, ['hour', 'day'], window, buckets) }
}

async function recountMonth(tx: Tx, window: Window, zones: readonly string[]): Promise<number> {
  const until = new Date(Date.parse(window.to) + 31 * 24 * hourMs).toISOString()
  const months = new Map<string, TreatmentBucket>()
  for (const day of await tx.treatments.bucketsStarting(['day'], window.from, until)) {
    const month: TreatmentBucket = { ...day, size: 'month', startsAt: monthStart(day.startsAt, zones) }
    const before = months.get(keyOf(month))
    months.set(keyOf(month), before === undefined ? month : mergedTreatments(before, month))
  }
  return replace(tx, ['month'], window, [...months.values()])
}

/** A day begins at a midnight: its month is that of the zone in which it does. */
function monthStart(dayStart: string, zones: readonly string[]): string {
  const atMs = Date.parse(dayStart)
  const zone = zones.find(one => startOfDay(atMs, one) === atMs) ?? zones[0] ?? 'UTC'
  const date = dateOfDay(dayAt(offsetsBetween(zone, atMs, atMs), atMs))
  return new Date(startOfDate(monthOf(date), zone)).toISOString()
}

/** Buckets of other windows among `buckets` are left out. Resolves to how many were wrong or missing or too many. */
async function replace(
  tx: Tx,
  sizes: readonly TreatmentBucketSize[],
  { from, to }: Window,
  buckets: readonly TreatmentBucket[],
): Promise<number> {
  const within = buckets.filter(({ startsAt }) => startsAt >= from && startsAt < to)
  const kept = (await tx.treatments.bucketsStarting(sizes, from, to)).filter(holdsSome)
  const before = new Map(kept.map(bucket => [keyOf(bucket), bucket]))
  const after = new Map(within.map(bucket => [keyOf(bucket), bucket]))
  const wrong = [...after].filter(([key, bucket]) => !isDeepStrictEqual(before.get(key), bucket)).length
  const changed = wrong + [...before.keys()].filter(key => !after.has(key)).length
  if (changed === 0) return 0
  await tx.treatments.clearBuckets(sizes, from, to)
  await tx.treatments.mergeBuckets(within)
  return changed
}

/** Where all that was added was taken back again, nothing is left and nothing is wrong. */
function holdsSome({ basic, standard, premium, aborted, revenue, runSeconds }: TreatmentBucket): boolean {
  return [basic, standard, premium, aborted, revenue, runSeconds].some(sum => sum !== 0)
}

function keyOf({ scope, scopeId, size, startsAt }: TreatmentBucket): string {
  return `${scope} ${scopeId} ${size} ${startsAt}`
}

/** From half a day before it begins here: so it holds the beginning of the same day or month in every zone of the world that is near, and of no other. */
function windowOf(from: string, to: string, zone: string): Window {
  const start = (date: string) => new Date(startOfDate(date, zone) - 12 * hourMs).toISOString()
  return { from: start(from), to: start(to) }
}

function monthOf(date: string): string {
  return `${date.slice(0, 8)}01`
}

function monthAfter(month: string): string {
  return monthOf(dateOfDay(dayOfDate(month) + 31))
}
