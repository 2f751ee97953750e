/** The readings of one machine as a line: buckets of one size, a moving average, and what happened beside them. */
import type { Site } from '@palang/config'
import type { MachineMetrics, MetricBucket, MetricPoint } from '@palang/protocol'
import { waterFacts } from '@palang/protocol'
import { refusal } from '../edges/http/problem.ts'
import type { ReadingBucket } from '../store/readings.ts'
import type { Store } from '../store/store.ts'
import { bucketStart } from './buckets.ts'

const dayMs = 24 * 3_600_000
/** Milliseconds. A day may be an hour shorter or longer. */
const width = { minute: 60_000, hour: 3_600_000, day: dayMs } as const satisfies Record<MetricBucket, number>
/** As far as a person looks back along the line: a quarter of an hour, a day, a week. */
const averagedBuckets = { minute: 15, hour: 24, day: 7 } as const satisfies Record<MetricBucket, number>
/** Points that are sent when nobody asks for a size, and at most. */
const usualPoints = 1_500
const mostPoints = 10_000
/** Marks of one kind beside a line. */
const mostMarks = 200

export interface SeriesQuery {
  from?: string | undefined
  to?: string | undefined
  bucket?: MetricBucket | undefined
}

interface Parts {
  site: Site
  store: Store
  nowMs: number
}

/** The last day unless told otherwise. Throws `invalid_request` for a period without length or with more points than anybody can draw. */
export async function seriesOf(machineId: string, asked: SeriesQuery, { site, store, nowMs }: Parts): Promise<MachineMetrics> {
  const toMs = asked.to === undefined ? nowMs + 1 : Date.parse(asked.to)
  const fromMs = asked.from === undefined ? toMs - dayMs : Date.parse(asked.from)
  if (fromMs >= toMs) throw wrong('to', 'to must be later than from')
  const size = asked.bucket ?? sizeFor(fromMs, toMs, site.water.keep, nowMs)
  if ((toMs - fromMs) / width[size] > mostPoints)
    throw wrong('bucket', `more than ${mostPoints} points: ask for a shorter time or a wider bucket`)
  const firstMs = bucketStart(size, fromMs, site.outlet.timezone)
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()]
  // The average of the first point looks back too.
  const backMs = firstMs - averagedBuckets[size] * width[size]
  const buckets = await store.readings.buckets({ machineId, size, from: new Date(backMs).toISOString(), to })
  const points = withAverages(buckets, averagedBuckets[size] * width[size]).filter(({ at }) => Date.parse(at) >= firstMs)
  return {
    machine_id: machineId,
    from,
    to,
    bucket: size,
    thresholds: site.water.thresholds,
    points,
    marks: await marksOf(store, machineId, from, to),
  }
}

/** The finest size that is kept as far back as that and gives no more points than are usual. */
function sizeFor(fromMs: number, toMs: number, keep: Site['water']['keep'], nowMs: number): MetricBucket {
  const isKept = (days: number) => fromMs >= nowMs - days * dayMs
  const fits = (size: MetricBucket) => (toMs - fromMs) / width[size] <= usualPoints
  if (fits('minute') && isKept(keep.minute_days)) return 'minute'
  return fits('hour') && isKept(keep.hour_days) ? 'hour' : 'day'
}

function withAverages(buckets: readonly ReadingBucket[], backMs: number): MetricPoint[] {
  const sum = { count: 0, tds: 0, ph: 0 }
  let oldest = 0
  return buckets.map(bucket => {
    const atMs = Date.parse(bucket.startsAt)
    add(sum, bucket, 1)
    for (let old = buckets[oldest]; old !== undefined && Date.parse(old.startsAt) <= atMs - backMs; old = buckets[++oldest])
      add(sum, old, -1)
    return {
      at: bucket.startsAt,
      count: bucket.count,
      tds: spreadOf(bucket.tdsSum, bucket.count, bucket.tdsMin, bucket.tdsMax),
      ph: spreadOf(bucket.phSum, bucket.count, bucket.phMin, bucket.phMax),
      temperature: warmth(bucket),
      average: { tds: thousandths(sum.tds / sum.count), ph: thousandths(sum.ph / sum.count) },
    }
  })
}

function add(sum: { count: number; tds: number; ph: number }, { count, tdsSum, phSum }: ReadingBucket, sign: 1 | -1): void {
  sum.count += sign * count
  sum.tds += sign * tdsSum
  sum.ph += sign * phSum
}

const thousandths = (milli: number) => Math.round(milli) / 1000

function spreadOf(sum: number, count: number, min: number, max: number): { mean: number; min: number; max: number } {
  return { mean: thousandths(sum / count), min: min / 1000, max: max / 1000 }
}

function warmth({
  temperatureCount: count,
  temperatureSum: sum,
  temperatureMin: min,
  temperatureMax: max,
}: ReadingBucket): MetricPoint['temperature'] {
  return min === null || max === null ? null : spreadOf(sum, count, min, max)
}

const markOfStep = { locked: 'locked', unlocked: 'unlocked', flush_ended: 'flushed' } as const

/** What was done about the water in that time, oldest first. */
async function marksOf(store: Store, machineId: string, from: string, to: string): Promise<MachineMetrics['marks']> {
  const [calibrations, steps] = await Promise.all([
    store.waterCare.calibrations({ machineId, from, to }, mostMarks),
    store.waterCare.interlockSteps({ machineId, from, to }, mostMarks),
  ])
  const marks = [
    ...calibrations.map(({ calibratedAt: at, kind, note }) => ({ at, kind: 'calibrated' as const, note: note ?? kind })),
    ...steps.flatMap(({ occurredAt: at, payload }) => {
      const { step, reasons, by } = waterFacts.interlock_step.safeParse(payload).data ?? {}
      if (step !== 'locked' && step !== 'unlocked' && step !== 'flush_ended') return []
      return [{ at, kind: markOfStep[step], note: by ?? (reasons?.join(', ') || null) }]
    }),
  ]
  return marks.toSorted((a, b) => (a.at < b.at ? -1 : 1))
}

function wrong(path: string, message: string): Error {
  return refusal('invalid_request', `${path}: ${message}`, { errors: [{ path, message }] })
}
