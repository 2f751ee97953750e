/** Treatment devices, their events and what treatments add up to, in the store in memory. */
import type { SessionRecord } from '../records.ts'
import type { Page, Paged } from '../store.ts'
import {
  mergedTreatments,
  type BucketFilter,
  type CounterBreakRecord,
  type DeviceEventRecord,
  type EndedTreatment,
  type TelemetryAssignmentRecord,
  type TelemetryDeviceRecord,
  type TreatmentBucket,
  type TreatmentPriceRecord,
  type TreatmentStore,
  type TreatmentTx,
} from '../treatments.ts'

export interface TreatmentShelves {
  telemetryDevices: Map<string, TelemetryDeviceRecord>
  telemetryAssignments: Map<string, TelemetryAssignmentRecord>
  deviceEvents: Map<string, DeviceEventRecord>
  counterBreaks: Map<string, CounterBreakRecord>
  treatmentBuckets: Map<string, TreatmentBucket>
  treatmentPrices: TreatmentPriceRecord[]
}

export function treatmentShelves(): TreatmentShelves {
  return {
    telemetryDevices: new Map(),
    telemetryAssignments: new Map(),
    deviceEvents: new Map(),
    counterBreaks: new Map(),
    treatmentBuckets: new Map(),
    treatmentPrices: [],
  }
}

/** The same maps serve reads and transactions. */
export function memoryTreatments(
  shelves: TreatmentShelves & { sessions: Map<string, SessionRecord> },
  paged: <T>(records: readonly T[], page: Page) => Paged<T>,
): TreatmentStore & TreatmentTx {
  const { telemetryDevices, telemetryAssignments, deviceEvents, counterBreaks, treatmentBuckets, treatmentPrices, sessions } = shelves
  const events = () => [...deviceEvents.values()]
  const put = <T extends { id: string }>(shelf: Map<string, T>) => {
    return async (records: readonly T[]) => records.forEach(record => shelf.set(record.id, record))
  }
  const within = (filter: BucketFilter) => [...treatmentBuckets.values()].filter(bucket => isWithin(bucket, filter)).toSorted(byStart)
  const ended = () => [...sessions.values()].flatMap(endedOf)
  return {
    knownEvents: async ids => new Set(ids.filter(id => deviceEvents.has(id))),
    putEvents: put(deviceEvents),
    eventsOfRuns: async runs => events().filter(event => runs.some(one => one.deviceId === event.deviceId && one.run === event.run)),
    waitingEvents: async (deviceId, from, until, limit) =>
      events()
        .filter(one => one.deviceId === deviceId && one.machineId === null && one.at >= from && (until === null || one.at < until))
        .toSorted((a, b) => (a.at < b.at ? -1 : 1))
        .slice(0, limit),
    getDevices: async ids => ids.flatMap(id => telemetryDevices.get(id) ?? []),
    putDevices: put(telemetryDevices),
    putAssignments: put(telemetryAssignments),
    openGaps: async ids =>
      [...counterBreaks.values()].filter(one => one.kind === 'gap' && one.closedAt === null && ids.includes(one.deviceId)),
    putBreaks: put(counterBreaks),
    mergeBuckets: async buckets => {
      for (const bucket of buckets) {
        const key = [bucket.scope, bucket.scopeId, bucket.size, bucket.startsAt].join(' ')
        const before = treatmentBuckets.get(key)
        treatmentBuckets.set(key, before === undefined ? bucket : mergedTreatments(before, bucket))
      }
    },
    bucketsStarting: async (sizes, from, to) =>
      [...treatmentBuckets.values()].filter(({ size, startsAt }) => sizes.includes(size) && startsAt >= from && startsAt < to),
    clearBuckets: async (sizes, from, to) => {
      for (const [key, { size, startsAt }] of treatmentBuckets)
        if (sizes.includes(size) && startsAt >= from && startsAt < to) treatmentBuckets.delete(key)
    },
    ended: async (from, to) => ended().filter(({ endedAt }) => endedAt >= from && endedAt < to),
    addPrices: async prices => void treatmentPrices.push(...prices),
    devices: async () => [...telemetryDevices.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    device: async id => telemetryDevices.get(id),
    assignments: async () => [...telemetryAssignments.values()].toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    prices: async () => [...treatmentPrices],
    buckets: async filter => within(filter),
    sums: async filter => [...Map.groupBy(within(filter), ({ scopeId }) => scopeId).values()].map(some => some.reduce(mergedTreatments)),
    hoursOfDay: async (filter, offsetMs) => {
      const hourOf = ({ startsAt }: TreatmentBucket) => new Date(Date.parse(startsAt) + offsetMs).getUTCHours()
      return [...Map.groupBy(within(filter), hourOf)].map(([hour, some]) => ({
        hour,
        total: some.reduce((sum, { basic, standard, premium }) => sum + basic + standard + premium, 0),
      }))
    },
    events: async ({ deviceId, machineIds, outletId, from, to, waiting }, page) =>
      paged(
        events()
          .filter(
            one =>
              (deviceId === undefined || one.deviceId === deviceId) &&
              (machineIds === undefined || (one.machineId !== null && machineIds.includes(one.machineId))) &&
              (outletId === undefined || one.outletId === outletId) &&
              (from === undefined || one.at >= from) &&
              (to === undefined || one.at < to) &&
              (waiting !== true || one.machineId === null),
          )
          .toSorted((a, b) => (a.at < b.at ? 1 : -1)),
        page,
      ),
    waiting: async () =>
      [
        ...Map.groupBy(
          events().filter(({ machineId }) => machineId === null),
          ({ deviceId }) => deviceId,
        ),
      ].map(([deviceId, some]) => ({
        deviceId,
        count: some.length,
        oldestAt: some.map(({ at }) => at).toSorted()[0] ?? '',
      })),
    breaks: async ({ deviceId, open }, page) =>
      paged(
        [...counterBreaks.values()].filter(
          one => (deviceId === undefined || one.deviceId === deviceId) && (open === undefined || (one.closedAt === null) === open),
        ),
        page,
      ),
    span: async () => {
      const moments = ended()
        .map(({ endedAt }) => endedAt)
        .toSorted()
      const [from, to] = [moments[0], moments.at(-1)]
      return from === undefined || to === undefined ? undefined : { from, to }
    },
  }
}

function endedOf({ id, outletId, machineId, state, amount, closedAt, treatment }: SessionRecord): EndedTreatment[] {
  if (treatment === null || closedAt === null) return []
  const { treatment: name, deviceId, actualS } = treatment
  return [{ sessionId: id, outletId, machineId, state, amount, endedAt: closedAt, treatment: name, deviceId, actualS }]
}

function isWithin({ scope, scopeId, size, startsAt }: TreatmentBucket, filter: BucketFilter): boolean {
  return (
    scope === filter.scope &&
    size === filter.size &&
    startsAt >= filter.from &&
    startsAt < filter.to &&
    (filter.scopeIds === undefined || filter.scopeIds.includes(scopeId))
  )
}

function byStart(a: TreatmentBucket, b: TreatmentBucket): number {
  if (a.startsAt !== b.startsAt) return a.startsAt < b.startsAt ? -1 : 1
  return a.scopeId < b.scopeId ? -1 : 1
}
