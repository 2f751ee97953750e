/** The line of the last day of every water machine, in hourly means, without reading a whole day of all of them at every look. */
import type { Clock } from '@palang/kit'
import type { LatestMetrics } from '@palang/protocol'
import type { Store } from '../store/store.ts'

/** What each of the last hours measured on average, the oldest first; null where nothing was. */
export type Trend = LatestMetrics['trend']

const hourMs = 3_600_000
const hoursShown = 24
/** Hours that readings still come to: those that fill now. The others change only by what was kept while the network was away. */
const hoursFilling = 2
const freshMs = { filling: 15_000, past: 300_000 } as const

type Mean = { tds: number; ph: number }

/** One hour of all machines, and when it was read. */
interface KnownHour {
  readMs: number
  means: ReadonlyMap<string, Mean>
}

export interface DayTrends {
  /** The trend of each machine by its id. Whoever asks at the same time shares what is read. */
  now(): Promise<(machineId: string) => Trend>
}

/**
 * Keeps each hour until it is old: 15 s for one that fills, 5 min for one that is past. An hour is read by itself, so that a thousand
 * machines do not hold up whoever else asks the hub for something.
 */
export function createDayTrends({ store, clock }: { store: Pick<Store, 'readings'>; clock: Clock }): DayTrends {
  const known = new Map<number, KnownHour>()
  let told: ((machineId: string) => Trend) | undefined
  let underWay: Promise<(machineId: string) => Trend> | undefined

  async function read(): Promise<(machineId: string) => Trend> {
    const newest = Math.floor(clock.now() / hourMs)
    const hours = Array.from({ length: hoursShown }, (_, index) => newest - hoursShown + 1 + index)
    for (const hour of known.keys()) if (!hours.includes(hour)) known.delete(hour)
    for (const hour of hours) {
      const keptFor = hour > newest - hoursFilling ? freshMs.filling : freshMs.past
      const { readMs } = known.get(hour) ?? { readMs: Number.NEGATIVE_INFINITY }
      if (clock.monotonic() - readMs < keptFor) continue
      known.set(hour, await readHour(store, hour, clock.monotonic()))
      told = undefined
    }
    told ??= trendsOf(hours.map(hour => known.get(hour)?.means))
    return told
  }

  return {
    now() {
      underWay ??= read().finally(() => {
        underWay = undefined
      })
      return underWay
    },
  }
}

/** The trend of a machine is put together when it is first asked for. */
function trendsOf(hours: readonly (KnownHour['means'] | undefined)[]): (machineId: string) => Trend {
  const found = new Map<string, Trend>()
  const line = (machineId: string, name: keyof Mean) => hours.map(means => means?.get(machineId)?.[name] ?? null)
  return machineId => {
    const trend = found.get(machineId) ?? { tds: line(machineId, 'tds'), ph: line(machineId, 'ph') }
    found.set(machineId, trend)
    return trend
  }
}

async function readHour(store: Pick<Store, 'readings'>, hour: number, readMs: number): Promise<KnownHour> {
  const sums = await store.readings.hours({ from: startOf(hour), to: startOf(hour + 1) })
  return {
    readMs,
    means: new Map(
      sums.map(({ machineId, count, tdsSum, phSum }) => [
        machineId,
        { tds: Math.round(tdsSum / count) / 1000, ph: Math.round(phSum / count) / 1000 },
      ]),
    ),
  }
}

const startOf = (hour: number) => new Date(hour * hourMs).toISOString()
