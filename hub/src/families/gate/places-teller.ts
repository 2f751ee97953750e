/** Tells gates and signs how many places are free, whenever that changes and at the start of their link. */
import type { Site } from '@palang/config'
import { messageOf, type Clock, type Log, type Timer } from '@palang/kit'
import { placesCapability, type ParkingPlaces } from '@palang/protocol'
import { capacityOf } from '../../domain/capacity.ts'
import type { FleetHub } from '../../fleet/fleet.ts'
import type { LiveHub } from '../../live/live.ts'
import type { Store } from '../../store/store.ts'
import { parkedAt, placesOfLane, placesRows } from './places.ts'

/** Milliseconds: after the first event of a burst, and without any event, for what ends by time. */
export const tellDelays = { settle: 200, lookEvery: 15_000 } as const

export interface PlacesTeller {
  start(): void
  stop(): void
}

interface Parts {
  site: Site
  store: Store
  clock: Clock
  log: Log
  fleet: Pick<FleetHub, 'presence' | 'tell'>
  live: Pick<LiveHub, 'hear'>
}

/** Not started. A machine is told again only when its numbers or its link are other ones. */
export function createPlacesTeller(parts: Parts): PlacesTeller {
  const { site, clock, log, live } = parts
  const told = new Map<string, string>()
  let settling: Timer | undefined
  let regular: Timer | undefined
  let unhear: (() => void)[] = []
  let isLooking = false

  async function look(): Promise<void> {
    if (isLooking) return soon()
    isLooking = true
    try {
      await tellAll(parts, told)
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'gates could not be told of free places')
    } finally {
      isLooking = false
    }
  }
  const soon = () => {
    settling ??= clock.after(tellDelays.settle, () => {
      settling = undefined
      void look()
    })
  }

  return {
    start() {
      if (regular !== undefined || site.parking === undefined) return
      unhear = [live.hear('parking_event', soon), live.hear('presence', soon)]
      regular = clock.every(tellDelays.lookEvery, soon)
      soon()
    },
    stop() {
      settling?.cancel()
      regular?.cancel()
      settling = regular = undefined
      for (const stop of unhear.splice(0)) stop()
    },
  }
}

async function tellAll({ site, store, clock, fleet }: Parts, told: Map<string, string>): Promise<void> {
  const zones = await store.zones.list(site.outlet.id)
  const parked = await parkedAt(store, site, clock.now())
  const rows = placesRows(capacityOf(zones, parked))
  const since = new Map(fleet.presence().map(machine => [machine.machineId, machine.online ? machine.since : null]))
  for (const { id, direction, zone, vehicle_class: vehicleClass } of site.machines) {
    const linkedAt = since.get(id)
    if (linkedAt === null || linkedAt === undefined) continue
    const lane = direction === 'in' ? { lane: placesOfLane(site, zones, parked, { zoneId: zone ?? null, vehicleClass }) } : {}
    const payload: ParkingPlaces = { ...lane, rows }
    const text = `${linkedAt} ${JSON.stringify(payload)}`
    if (told.get(id) !== text && fleet.tell(id, { type: 'parking_places', payload }, placesCapability)) told.set(id, text)
  }
}
