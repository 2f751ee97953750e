/** From treatments to what an hour, a day and a month hold. Whole numbers only, so that the order in which they come changes nothing. */
import type { Treatment } from '@palang/protocol'
import { dateAt, startOfDate, startOfDay } from '../../edges/http/business-day.ts'
import {
  mergedTreatments,
  type EndedTreatment,
  type TreatmentBucket,
  type TreatmentBucketSize,
  type TreatmentScope,
} from '../../store/treatments.ts'

const hourMs = 3_600_000
/** Time zones are cut in quarters of an hour: within one nothing begins anew. */
const quarterMs = 900_000

type Starts = Record<TreatmentBucketSize, string>

/** Which sizes are kept of what: a device alone is looked at by the day. */
const sizesOf = {
  all: ['hour', 'day', 'month'],
  outlet: ['hour', 'day', 'month'],
  machine: ['hour', 'day', 'month'],
  device: ['day', 'month'],
} as const satisfies Record<TreatmentScope, readonly TreatmentBucketSize[]>

const counterOf = { BASIC: 'basic', STANDARD: 'standard', PREMIUM: 'premium' } as const satisfies Record<Treatment, keyof TreatmentBucket>

/** Where the buckets begin that a moment falls in: hours are cut by UTC, days and months by midnights of the zone. */
export function createBucketStarts(): (atMs: number, zone: string) => Starts {
  const known = new Map<string, Starts>()
  return (atMs, zone) => {
    const quarter = Math.floor(atMs / quarterMs)
    const key = `${quarter} ${zone}`
    const found = known.get(key) ?? startsOf(quarter * quarterMs, zone)
    // A year of quarters; what is asked for is mostly now.
    if (known.size > 35_000) known.clear()
    known.set(key, found)
    return found
  }
}

function startsOf(atMs: number, zone: string): Starts {
  const date = dateAt(atMs, zone)
  return {
    hour: new Date(Math.floor(atMs / hourMs) * hourMs).toISOString(),
    day: new Date(startOfDay(atMs, zone)).toISOString(),
    month: new Date(startOfDate(`${date.slice(0, 8)}01`, zone)).toISOString(),
  }
}

export interface Zones {
  /** Of the site, for all outlets together. */
  site: string
  of(outletId: string): string
}

/** What these treatments add to the buckets: each bucket once. What failed or was given up before anything ran adds nothing. */
export function treatmentBuckets(
  ended: readonly EndedTreatment[],
  zones: Zones,
  startsAt: ReturnType<typeof createBucketStarts>,
): TreatmentBucket[] {
  return eachBucketOnce(
    ended.flatMap(one => {
      const content = contentOf(one)
      if (content === undefined) return []
      const { outletId, machineId, deviceId } = one
      const atMs = Date.parse(one.endedAt)
      const [atSite, atOutlet] = [startsAt(atMs, zones.site), startsAt(atMs, zones.of(outletId))]
      const of = (scope: TreatmentScope, scopeId: string, starts: Starts): TreatmentBucket[] =>
        sizesOf[scope].map(size => ({ scope, scopeId, size, startsAt: starts[size], ...content }))
      return [
        ...of('all', '', atSite),
        ...of('outlet', outletId, atOutlet),
        ...of('machine', machineId, atOutlet),
        ...(deviceId === null ? [] : of('device', deviceId, atOutlet)),
      ]
    }),
  )
}

/** The same taken away: what was added before and turned out otherwise. */
export function takenBack(buckets: readonly TreatmentBucket[]): TreatmentBucket[] {
  return buckets.map(bucket => ({
    ...bucket,
    basic: 0 - bucket.basic,
    standard: 0 - bucket.standard,
    premium: 0 - bucket.premium,
    aborted: 0 - bucket.aborted,
    revenue: 0 - bucket.revenue,
    runSeconds: 0 - bucket.runSeconds,
  }))
}

/** What the buckets hold, with those of the same scope, size and start as one. */
export function eachBucketOnce(buckets: readonly TreatmentBucket[]): TreatmentBucket[] {
  const found = new Map<string, TreatmentBucket>()
  for (const bucket of buckets) {
    const key = `${bucket.scope} ${bucket.scopeId} ${bucket.size} ${bucket.startsAt}`
    const before = found.get(key)
    found.set(key, before === undefined ? bucket : mergedTreatments(before, bucket))
  }
  return [...found.values()]
}

function contentOf({ treatment, state, amount, actualS }: EndedTreatment) {
  const content = { basic: 0, standard: 0, premium: 0, aborted: 0, revenue: amount ?? 0, runSeconds: actualS ?? 0 }
  if (state === 'aborted') return { ...content, aborted: 1 }
  return state === 'closed' ? { ...content, [counterOf[treatment]]: 1 } : undefined
}
