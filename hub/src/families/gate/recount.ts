/** Somebody counts the vehicles of one class in one zone, and says which stays have none any more. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import type { RecountBody } from '@palang/protocol'
import { capacityOf, placesFor } from '../../domain/capacity.ts'
import type { RecountProposal } from '../../domain/recount.ts'
import { occupyingStates } from '../../domain/stays.ts'
import { barriersOf } from '../../site-machines.ts'
import type { Actor } from '../../services.ts'
import type { SessionRecord } from '../../store/records.ts'
import type { Place, RecountRecord } from '../../store/recounts.ts'
import type { Tx } from '../../store/store.ts'
import { auditAct, type ParkingParts } from './decision.ts'
import { endByForce, tellForced } from './forced-exit.ts'
import { parkedAt, placeOf, type ParkedSource } from './places.ts'

/** Open stays offered as probably gone, at most. */
const mostProposed = 200

/** Throws `not_found` for places nobody counts. */
export async function proposeRecount(parts: ParkingParts, zoneId: string, vehicleClass: string): Promise<RecountProposal> {
  const { site, store, fleet } = parts
  const place = await countedPlace(parts, zoneId, vehicleClass)
  return {
    derived: await derivedAt(parts, store, place),
    inside: await store.recounts.insideLongest(place, mostProposed),
    unheard: barriersOf(site).filter(id => !fleet.isOnline(id)),
  }
}

/**
 * Enters a count. The stays in `gone` are ended by force, without charge, in the same breath. Throws `not_found` for places
 * nobody counts, `conflict` when one of `gone` is no open stay of the place.
 */
export async function recount(parts: ParkingParts, body: RecountBody, actor: Actor): Promise<RecountRecord> {
  const place = await countedPlace(parts, body.zone_id, body.vehicle_class)
  const { entry, ended } = await parts.decisions.decide(tx => enterCount(parts, tx, { place, body, actor }))
  for (const stay of ended) tellForced(parts, stay, body.reason)
  tellRecounted(parts, entry)
  return entry
}

interface Counting {
  place: Place
  body: RecountBody
  actor: Actor
}

async function enterCount(parts: ParkingParts, tx: Tx, { place, body, actor }: Counting) {
  const at = isoNow(parts.clock)
  const { outletId, zoneId, vehicleClass } = place
  const derived = await derivedAt(parts, tx, place)
  const ended: SessionRecord[] = []
  for (const stay of await goneStays(tx, place, body.gone)) ended.push(await endByForce(tx, stay, { at, actor, reason: body.reason }))
  // Of then: without any count by hand, so that an earlier one is not corrected but replaced.
  const { stillOpen } = await tx.recounts.since(place, at)
  const entry: RecountRecord = {
    id: uuidv7(parts.clock.now()),
    outletId,
    zoneId,
    vehicleClass,
    countedAt: at,
    counted: body.counted,
    derived,
    openStays: stillOpen,
    endedStays: ended.length,
    actor: actor.id,
    reason: body.reason,
  }
  await tx.recounts.append(entry)
  await auditAct(tx, actor, {
    at,
    action: 'parking.recount',
    subject: `zone:${zoneId}`,
    before: { vehicle_class: vehicleClass, derived },
    after: { vehicle_class: vehicleClass, counted: body.counted, ended: ended.map(({ id }) => id) },
    reason: body.reason,
  })
  return { entry, ended }
}

async function goneStays(tx: Tx, place: Place, gone: readonly string[]): Promise<SessionRecord[]> {
  const stays = await tx.sessions.getMany(gone)
  const isThere = (stay: SessionRecord) =>
    stay.outletId === place.outletId &&
    stay.vehicleClass === place.vehicleClass &&
    (stay.zoneId === place.zoneId || (stay.zoneId === null && place.takesUnzoned)) &&
    stay.closedAt === null &&
    occupyingStates.includes(stay.state)
  const wrong = gone.find(id => !stays.some(stay => stay.id === id && isThere(stay)))
  if (wrong === undefined) return stays
  throw new CodedError('conflict', `${wrong} is no open stay of this zone and class any more; look again`, {
    detail: { session_id: wrong },
  })
}

async function countedPlace({ site, store }: ParkingParts, zoneId: string, vehicleClass: string): Promise<Place> {
  const zones = await store.zones.list(site.outlet.id)
  const zone = zones.find(({ id }) => id === zoneId)
  if (placesFor(zone, vehicleClass) === undefined)
    throw new CodedError('not_found', `nobody counts places for ${vehicleClass} in ${zoneId}`)
  return placeOf(site, zoneId, vehicleClass)
}

async function derivedAt({ site, store, clock }: ParkingParts, from: ParkedSource, { zoneId, vehicleClass }: Place): Promise<number> {
  const { zones } = capacityOf(await store.zones.list(site.outlet.id), await parkedAt(from, site, clock.now()))
  return zones.find(row => row.id === zoneId && row.vehicle_class === vehicleClass)?.occupied ?? 0
}

/** Screens that show free places look again; a gate of the zone stands for it. */
function tellRecounted({ site, live }: ParkingParts, { zoneId, vehicleClass, counted }: RecountRecord): void {
  const first = site.parking?.zones[0]?.id
  const gate = site.machines.find(({ family, zone }) => family === 'gate' && (zone ?? first) === zoneId)
  if (gate === undefined) return
  const result = { approved: true, zone_id: zoneId, vehicle_class: vehicleClass, counted, stage: 'recounted' }
  live.publish({ type: 'parking_event', machineId: gate.id, payload: { event: 'recount', gate: gate.id, result } })
}
