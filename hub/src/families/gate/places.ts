/** What is parked where: open stays, and what counts by hand say beyond them. */
import type { Site } from '@palang/config'
import { mostPlacesRows, type LanePlaces, type PlacesRow } from '@palang/protocol'
import { roomLeft, type Capacity, type Parked } from '../../domain/capacity.ts'
import { correctionOf, hasStrangers } from '../../domain/recount.ts'
import type { Place, RecountRecord, RecountTx } from '../../store/recounts.ts'
import type { ZoneRecord } from '../../store/records.ts'
import type { OpenStayCount } from '../../store/store.ts'

/** Where it is asked: within a transaction or outside. */
export interface ParkedSource {
  sessions: { occupancy(outletId: string): Promise<OpenStayCount[]> }
  recounts: Omit<RecountTx, 'append'>
}

/** One zone and class of the site. Stays without a zone belong to the first. */
export function placeOf({ outlet, parking }: Pick<Site, 'outlet' | 'parking'>, zoneId: string, vehicleClass: string): Place {
  return { outletId: outlet.id, zoneId, vehicleClass, takesUnzoned: parking?.zones[0]?.id === zoneId }
}

/** Everything that takes up a place at the outlet. */
export async function parkedAt({ sessions, recounts }: ParkedSource, site: Site, nowMs: number): Promise<Parked> {
  const open = await sessions.occupancy(site.outlet.id)
  const corrections: Parked['corrections'][number][] = []
  for (const recount of await recounts.newest(site.outlet.id)) {
    const { zoneId, vehicleClass, countedAt } = recount
    const since = await recounts.since(placeOf(site, zoneId, vehicleClass), countedAt)
    const exits = hasStrangers(recount, nowMs) ? await exitsFrom(recounts, site, recount, nowMs) : 0
    corrections.push({ zoneId, vehicleClass, amount: correctionOf(recount, since, exits, nowMs) })
  }
  return { open, corrections }
}

/** Vehicles that drove out for no stay through the gates of the place since it was counted. */
async function exitsFrom(recounts: ParkedSource['recounts'], site: Site, recount: RecountRecord, nowMs: number): Promise<number> {
  const byMachine = await recounts.unknownExits(recount.countedAt, new Date(nowMs + 1).toISOString())
  const first = site.parking?.zones[0]?.id
  return site.machines
    .filter(({ zone, vehicle_class: of }) => (zone ?? first) === recount.zoneId && of === recount.vehicleClass)
    .reduce((sum, { id }) => sum + (byMachine.get(id) ?? 0), 0)
}

/** What a lane has to know to let in, or not. */
export function placesOfLane(
  { parking }: Pick<Site, 'parking'>,
  zones: readonly ZoneRecord[],
  parked: Parked,
  { zoneId, vehicleClass }: { zoneId: string | null; vehicleClass: string },
): LanePlaces {
  const zone = zoneId === null ? parking?.zones[0] : parking?.zones.find(({ id }) => id === zoneId)
  return {
    vehicle_class: vehicleClass,
    left: roomLeft(zones, parked, zoneId, vehicleClass) ?? null,
    reserved: zone?.reserved?.[vehicleClass] ?? 0,
    members_guaranteed: parking?.members_when_full === 'admit',
  }
}

/** The numbers as signs and controllers are told them. */
export function placesRows({ zones }: Capacity): PlacesRow[] {
  return zones
    .slice(0, mostPlacesRows)
    .map(row => ({ zone_id: row.id, vehicle_class: row.vehicle_class, total: row.total, free: row.available }))
}
