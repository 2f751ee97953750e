/** What anybody may know of a water machine's water: nothing of money, people or devices. */
import type { Clock } from '@palang/kit'
import { type PublicQuality, waterQuality, waterStatus } from '@palang/protocol'
import { startOfDay } from '../edges/http/business-day.ts'
import { readingDelays } from '../readings/delays.ts'
import type { HubServices } from '../services.ts'
import { machineOf } from '../site-machines.ts'

/** However many ask, a machine is looked at once in so long. Milliseconds. */
const freshMs = 5_000

type Parts = Pick<HubServices, 'store' | 'site' | 'live' | 'announced' | 'readings'> & { clock: Clock }

/** Asks of one machine; nothing for one that is not there or sells no water. */
export function publicQualityDesk(parts: Parts): (machineId: string) => Promise<PublicQuality | undefined> {
  const kept = new Map<string, { atMs: number; made: Promise<PublicQuality> }>()
  return async machineId => {
    if (machineOf(parts.site, machineId)?.family !== 'water' && !parts.announced.has(machineId)) return undefined
    const nowMs = parts.clock.monotonic()
    const known = kept.get(machineId)
    if (known !== undefined && nowMs - known.atMs < freshMs) return known.made
    const made = qualityOf(parts, machineId)
    kept.set(machineId, { atMs: nowMs, made })
    // What failed is asked for anew by the next.
    made.catch(() => kept.delete(machineId))
    return made
  }
}

async function qualityOf({ store, site, live, clock, announced, readings }: Parts, machineId: string): Promise<PublicQuality> {
  const { timezone } = site.outlet
  const startsAt = new Date(startOfDay(clock.now(), timezone)).toISOString()
  const until = new Date(clock.now() + 1).toISOString()
  const hours = await store.readings.buckets({ machineId, size: 'hour', from: startsAt, to: until })
  const said = live.latestOf(machineId, 'water_quality')
  const quality = said === undefined ? undefined : waterQuality.safeParse(said.payload).data
  // Since this hub started the machine may have said nothing; what it measured before is stored.
  const measured = quality?.at === undefined || quality.at === null ? readings.standingOf(machineId).latest : quality
  // Who only posts may post what is old; a controller says itself when it no longer knows.
  const isOld = announced.has(machineId) && clock.now() - Date.parse(measured?.at ?? '') > readingDelays.silentAfter
  // How it was is shown with its time; how it is nobody can say.
  const isFresh = said !== undefined && said.stale !== true && !isOld
  const mean = (sum: number, count: number) => sum / count / 1_000
  return {
    machine: machineOf(site, machineId)?.name ?? (await store.machines.get(machineId))?.name ?? machineId,
    outlet: site.outlet.name,
    timezone,
    at: measured?.at ?? null,
    tds: measured?.tds ?? null,
    ph: measured?.ph ?? null,
    temperature: measured?.temperature ?? null,
    verdict: isFresh ? (quality?.verdict ?? 'unknown') : 'unknown',
    selling: sellingOf(live, machineId),
    thresholds: quality?.thresholds ?? site.water.thresholds,
    today: hours.map(({ startsAt: at, count, tdsSum, phSum }) => ({ at, tds: mean(tdsSum, count), ph: mean(phSum, count) })),
    reasons: isFresh ? (quality?.reasons ?? []) : [],
  }
}

/** Null where nobody can say. */
function sellingOf(live: Parts['live'], machineId: string): boolean | null {
  const said = live.latestOf(machineId, 'water_status')
  const sale = said === undefined || said.stale === true ? undefined : waterStatus.safeParse(said.payload).data?.sale
  return sale === undefined ? null : sale.phase !== 'closed'
}
