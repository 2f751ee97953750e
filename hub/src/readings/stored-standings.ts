/** What an earlier run of the hub has left of the readings of each machine. */
import type { Site } from '@palang/config'
import { afterReading, noReadings, type QualityValues, type Standing } from '../domain/water-quality.ts'
import type { ReadingBucket, ReadingRecord } from '../store/readings.ts'
import type { Store } from '../store/store.ts'
import type { Announced } from './announced.ts'

/** The alarms the hub raises for machines that post. */
export const readingAlarms = { bad: 'water_quality_bad', stopped: 'readings_stopped' } as const

export interface StoredStanding {
  machineId: string
  standing: Standing
  /** Until when the machine's own controller told of measuring; nothing when it did not, of late. */
  measuredUntilMs: number | undefined
  /** `readings_stopped` stands. */
  isSilent: boolean
}

const minuteMs = 60_000

/** Of every machine of family water, in the site file or not. */
export async function standingsStored({
  site,
  store,
  announced,
}: {
  site: Site
  store: Store
  announced: Pick<Announced, 'ids'>
}): Promise<StoredStanding[]> {
  const ids = [...site.machines.flatMap(({ id, family }) => (family === 'water' ? [id] : [])), ...announced.ids('water')]
  const { readings, minutes } = await store.readings.newest(ids)
  const active = await store.transact(tx => tx.alarms.active(ids))
  const isActive = (id: string, code: string) => active.some(alarm => alarm.machineId === id && alarm.code === code)
  const readingOf = new Map(readings.map(reading => [reading.machineId, reading]))
  const minuteOf = new Map(minutes.map(minute => [minute.machineId, minute]))
  return ids.map(machineId => {
    const minute = minuteOf.get(machineId)
    const latest = latestOf(readingOf.get(machineId), minute)
    const standing = latest === undefined ? noReadings : afterReading(noReadings, latest, site.water.thresholds)
    return {
      machineId,
      standing: { ...standing, against: 0, isBad: isActive(machineId, readingAlarms.bad) },
      measuredUntilMs: minute?.measured === true ? Date.parse(minute.startsAt) + minuteMs : undefined,
      isSilent: isActive(machineId, readingAlarms.stopped),
    }
  })
}

/** The reading, or the mean of a later minute. */
function latestOf(reading: ReadingRecord | undefined, minute: ReadingBucket | undefined): Standing['latest'] {
  if (minute !== undefined && (reading === undefined || reading.at < minute.startsAt)) {
    const { startsAt: at, count, tdsSum, phSum, temperatureCount: warm, temperatureSum } = minute
    const mean = (sum: number, of: number) => Math.round(sum / of) / 1000
    return { at, tds: mean(tdsSum, count), ph: mean(phSum, count), temperature: warm === 0 ? null : mean(temperatureSum, warm) }
  }
  return reading === undefined ? undefined : { at: reading.at, ...valuesOf(reading) }
}

/** What the sensor said. */
export function valuesOf({ tdsMilli, phMilli, temperatureMilli }: Omit<ReadingRecord, 'machineId' | 'at'>): QualityValues {
  return { tds: tdsMilli / 1000, ph: phMilli / 1000, temperature: temperatureMilli === null ? null : temperatureMilli / 1000 }
}
