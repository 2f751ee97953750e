/** What the store keeps of readings: each single one, and all of a minute, an hour and a day. Values are thousandths of mg/l, pH and °C. */
import type { MetricBucket } from '@palang/protocol'
import type { Shelf } from './store.ts'

/** One reading; the same machine and moment is the same reading. */
export interface ReadingRecord {
  machineId: string
  at: string
  tdsMilli: number
  phMilli: number
  temperatureMilli: number | null
}

/** All readings of one machine in one bucket of time. */
export interface ReadingBucket {
  machineId: string
  size: MetricBucket
  startsAt: string
  count: number
  tdsSum: number
  tdsMin: number
  tdsMax: number
  phSum: number
  phMin: number
  phMax: number
  /** Of the readings that have one. */
  temperatureCount: number
  temperatureSum: number
  temperatureMin: number | null
  temperatureMax: number | null
  /** Some of it was told by the facts of the machine's own controller. */
  measured: boolean
}

/** Enough of an hour for its means. */
export type HourSum = Pick<ReadingBucket, 'machineId' | 'startsAt' | 'count' | 'tdsSum' | 'phSum'>

/** A machine that is not in the site file: who brought it in, and when. */
export interface AnnouncedRecord {
  id: string
  at: string
  by: string
}

/** What is let go of at its own time. */
export type KeptSize = 'reading' | MetricBucket

export interface ReadingTx {
  readings: {
    /** Stores those that are not there yet, and resolves to them, in the order given. */
    add(readings: readonly ReadingRecord[]): Promise<ReadingRecord[]>
    /** Adds to what the buckets hold already; no bucket is given twice. */
    merge(buckets: readonly ReadingBucket[]): Promise<void>
    /** Forgets what one machine has of a size before that moment; resolves to how much it was. */
    forget(size: KeptSize, machineId: string, before: string): Promise<number>
  }
  announced: Shelf<AnnouncedRecord>
}

export interface ReadingStore {
  readings: {
    /** Of one machine in `[from, to)`, oldest first; empty ones are left out. */
    buckets(of: { machineId: string; size: MetricBucket; from: string; to: string }): Promise<ReadingBucket[]>
    /** The hours of all machines that began in `[from, to)`, in no particular order. */
    hours(of: { from: string; to: string }): Promise<HourSum[]>
    /** The newest single reading and the newest minute of each of these machines. */
    newest(machineIds: readonly string[]): Promise<{ readings: ReadingRecord[]; minutes: ReadingBucket[] }>
    /** The machine whose id follows `after`, with the oldest moment of this size it has; null when it has only other sizes. */
    oldest(size: KeptSize, after: string): Promise<{ machineId: string; at: string | null } | undefined>
  }
  announced: { list(): Promise<AnnouncedRecord[]> }
}

/** What both buckets hold, under the key of the first. */
export function mergedBucket(one: ReadingBucket, other: ReadingBucket): ReadingBucket {
  const of = (by: (...values: number[]) => number, a: number | null, b: number | null) => (a === null ? b : b === null ? a : by(a, b))
  return {
    ...one,
    count: one.count + other.count,
    tdsSum: one.tdsSum + other.tdsSum,
    tdsMin: Math.min(one.tdsMin, other.tdsMin),
    tdsMax: Math.max(one.tdsMax, other.tdsMax),
    phSum: one.phSum + other.phSum,
    phMin: Math.min(one.phMin, other.phMin),
    phMax: Math.max(one.phMax, other.phMax),
    temperatureCount: one.temperatureCount + other.temperatureCount,
    temperatureSum: one.temperatureSum + other.temperatureSum,
    temperatureMin: of(Math.min, one.temperatureMin, other.temperatureMin),
    temperatureMax: of(Math.max, one.temperatureMax, other.temperatureMax),
    measured: one.measured || other.measured,
  }
}
