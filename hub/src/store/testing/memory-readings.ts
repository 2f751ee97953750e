/** Readings in the store in memory. */
import {
  mergedBucket,
  type AnnouncedRecord,
  type KeptSize,
  type ReadingBucket,
  type ReadingRecord,
  type ReadingStore,
  type ReadingTx,
} from '../readings.ts'
import type { Shelf } from '../store.ts'

export interface ReadingShelves {
  readings: Map<string, ReadingRecord>
  buckets: Map<string, ReadingBucket>
  announced: Map<string, AnnouncedRecord>
}

export function readingShelves(): ReadingShelves {
  return { readings: new Map(), buckets: new Map(), announced: new Map() }
}

/** The same maps serve reads and transactions. */
export function memoryReadings(
  { readings, buckets, announced }: ReadingShelves,
  shelf: <T extends { id: string }>(records: Map<string, T>) => Shelf<T>,
): { readings: ReadingStore['readings'] & ReadingTx['readings']; announced: Shelf<AnnouncedRecord> & ReadingStore['announced'] } {
  const kept = (size: KeptSize) =>
    size === 'reading'
      ? [...readings].map(([key, { machineId, at }]) => ({ key, machineId, at }))
      : [...buckets].flatMap(([key, { machineId, startsAt: at, ...bucket }]) => (bucket.size === size ? [{ key, machineId, at }] : []))
  return {
    readings: {
      add: async given =>
        given.filter(reading => {
          const key = `${reading.machineId} ${reading.at}`
          return !readings.has(key) && readings.set(key, reading)
        }),
      merge: async given => {
        for (const bucket of given) {
          const key = `${bucket.size} ${bucket.machineId} ${bucket.startsAt}`
          const before = buckets.get(key)
          buckets.set(key, before === undefined ? bucket : mergedBucket(before, bucket))
        }
      },
      forget: async (size, machineId, before) => {
        const old = kept(size).filter(one => one.machineId === machineId && one.at < before)
        for (const { key } of old) (size === 'reading' ? readings : buckets).delete(key)
        return old.length
      },
      buckets: async ({ machineId, size, from, to }) =>
        [...buckets.values()]
          .filter(b => b.machineId === machineId && b.size === size && b.startsAt >= from && b.startsAt < to)
          .toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1)),
      hours: async ({ from, to }) =>
        [...buckets.values()].filter(({ size, startsAt }) => size === 'hour' && startsAt >= from && startsAt < to),
      newest: async machineIds => ({
        readings: machineIds.flatMap(id => newestBy([...readings.values()], id, ({ at }) => at)),
        minutes: machineIds.flatMap(id =>
          newestBy(
            [...buckets.values()].filter(({ size }) => size === 'minute'),
            id,
            ({ startsAt }) => startsAt,
          ),
        ),
      }),
      oldest: async (size, after) => {
        const ids = [...readings.values(), ...buckets.values()].map(({ machineId }) => machineId).filter(id => id > after)
        const [machineId] = ids.toSorted()
        if (machineId === undefined) return undefined
        const moments = kept(size).flatMap(one => (one.machineId === machineId ? [one.at] : []))
        return { machineId, at: moments.toSorted()[0] ?? null }
      },
    },
    announced: { ...shelf(announced), list: async () => [...announced.values()] },
  }
}

function newestBy<T extends { machineId: string }>(records: readonly T[], machineId: string, moment: (record: T) => string): T[] {
  return records
    .filter(record => record.machineId === machineId)
    .toSorted((a, b) => (moment(a) < moment(b) ? 1 : -1))
    .slice(0, 1)
}
