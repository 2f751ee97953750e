/** From readings to what a minute, an hour and a day hold. Whole numbers only, so that the order in which they come changes nothing. */
import type { MetricBucket, waterFacts } from '@palang/protocol'
import type { z } from 'zod'
import { startOfDay } from '../edges/http/business-day.ts'
import { mergedBucket, type ReadingBucket, type ReadingRecord } from '../store/readings.ts'

/** What one or more readings add to every bucket they fall in. */
export type Weighed = Omit<ReadingBucket, 'size' | 'startsAt'> & { at: string }

type MeasuredMinute = z.infer<(typeof waterFacts)['quality_measured']>

/** Milliseconds. Minutes and hours are cut by UTC, days by midnights of the outlet. */
const width = { minute: 60_000, hour: 3_600_000 } as const
const sizes = ['minute', 'hour', 'day'] as const satisfies readonly MetricBucket[]

/** Thousandths of what a sensor says: finer than any of them measures. */
export function milli(value: number): number {
  return Math.round(value * 1000)
}

/** The start of the bucket that a moment falls in. Milliseconds UTC. */
export function bucketStart(size: MetricBucket, atMs: number, timeZone: string): number {
  return size === 'day' ? startOfDay(atMs, timeZone) : Math.floor(atMs / width[size]) * width[size]
}

/** One posted reading. */
export function weighedReading({ machineId, at, tdsMilli: tds, phMilli: ph, temperatureMilli: temperature }: ReadingRecord): Weighed {
  return {
    machineId,
    at,
    count: 1,
    tdsSum: tds,
    tdsMin: tds,
    tdsMax: tds,
    phSum: ph,
    phMin: ph,
    phMax: ph,
    temperatureCount: temperature === null ? 0 : 1,
    temperatureSum: temperature ?? 0,
    temperatureMin: temperature,
    temperatureMax: temperature,
    measured: false,
  }
}

/** A minute as a machine measured it; it weighs as much as the readings it was made of. */
export function weighedMinute(machineId: string, { from, count, tds, ph, temperature }: MeasuredMinute): Weighed {
  return {
    machineId,
    at: new Date(from).toISOString(),
    count,
    tdsSum: milli(tds.mean * count),
    tdsMin: milli(tds.min),
    tdsMax: milli(tds.max),
    phSum: milli(ph.mean * count),
    phMin: milli(ph.min),
    phMax: milli(ph.max),
    temperatureCount: temperature === undefined ? 0 : count,
    temperatureSum: temperature === undefined ? 0 : milli(temperature.mean * count),
    temperatureMin: temperature === undefined ? null : milli(temperature.min),
    temperatureMax: temperature === undefined ? null : milli(temperature.max),
    measured: true,
  }
}

/** All of it by minute, hour and day: each bucket once. */
export function bucketsOf(weighed: readonly Weighed[], timeZone: string): ReadingBucket[] {
  return eachOnce(
    weighed.flatMap(({ at, ...content }) =>
      sizes.map(size => ({ ...content, size, startsAt: new Date(bucketStart(size, Date.parse(at), timeZone)).toISOString() })),
    ),
  )
}

/** What the buckets hold, with those of the same machine, size and start as one. */
export function eachOnce(buckets: readonly ReadingBucket[]): ReadingBucket[] {
  const found = new Map<string, ReadingBucket>()
  for (const bucket of buckets) {
    const key = `${bucket.size} ${bucket.machineId} ${bucket.startsAt}`
    const before = found.get(key)
    found.set(key, before === undefined ? bucket : mergedBucket(before, bucket))
  }
  return [...found.values()]
}
