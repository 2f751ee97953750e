/** Free places, derived from open stays and never from a counter. */
import type { ZoneRecord } from '../store/records.ts'
import type { OpenStayCount } from '../store/store.ts'
import { occupyingStates, reservingStates } from './stays.ts'

export interface ClassCapacity {
  id: string
  name: string
  vehicle_class: string
  total: number
  occupied: number
  available: number
  /** What a count by hand adds to the open stays; part of `occupied`. */
  correction: number
}

export interface Capacity {
  total: number
  occupied: number
  /** The free places of all rows: an overfull class takes none from the others. */
  available: number
  zones: ClassCapacity[]
}

/** What a count by hand adds to the open stays of one zone and vehicle class. */
export interface Correction {
  zoneId: string
  vehicleClass: string
  amount: number
}

/** What is parked: stays as the store counts them, and what counts by hand say beyond. */
export interface Parked {
  open: readonly OpenStayCount[]
  corrections: readonly Correction[]
}

/** Places per zone and vehicle class. Stays without a zone count in the first one. */
export function capacityOf(zones: readonly ZoneRecord[], parked: Parked): Capacity {
  const rows = zones.flatMap(zone =>
    Object.entries(zone.capacity).map(([vehicleClass, total]) => {
      const occupied = taken(zones, parked, zone.id, vehicleClass, occupyingStates)
      const correction = correctionAt(parked, zone.id, vehicleClass)
      const available = Math.max(0, total - occupied)
      return { id: zone.id, name: zone.name, vehicle_class: vehicleClass, total, occupied, available, correction }
    }),
  )
  const sum = (of: (row: ClassCapacity) => number) => rows.reduce((all, row) => all + of(row), 0)
  return { total: sum(row => row.total), occupied: sum(row => row.occupied), available: sum(row => row.available), zones: rows }
}

/**
 * How many more vehicles fit, counting those already let in but not yet seen passing; negative when there are too many,
 * nothing for a class whose places nobody counts.
 */
export function roomLeft(zones: readonly ZoneRecord[], parked: Parked, zoneId: string | null, vehicleClass: string): number | undefined {
  const zone = zones.find(z => z.id === (zoneId ?? zones[0]?.id))
  const total = placesFor(zone, vehicleClass)
  if (zone === undefined || total === undefined) return undefined
  return total - taken(zones, parked, zone.id, vehicleClass, [...occupyingStates, ...reservingStates])
}

/** How many places for a class a zone has; nothing where nobody counts them, and for the names that every object has. */
export function placesFor(zone: Pick<ZoneRecord, 'capacity'> | undefined, vehicleClass: string): number | undefined {
  return zone !== undefined && Object.hasOwn(zone.capacity, vehicleClass) ? zone.capacity[vehicleClass] : undefined
}

function taken(zones: readonly ZoneRecord[], parked: Parked, zoneId: string, vehicleClass: string, states: readonly string[]): number {
  const stays = parked.open
    .filter(row => (row.zoneId ?? zones[0]?.id) === zoneId && row.vehicleClass === vehicleClass && states.includes(row.state))
    .reduce((sum, row) => sum + row.count, 0)
  return Math.max(0, stays + correctionAt(parked, zoneId, vehicleClass))
}

function correctionAt({ corrections }: Parked, zoneId: string, vehicleClass: string): number {
  return corrections.find(one => one.zoneId === zoneId && one.vehicleClass === vehicleClass)?.amount ?? 0
}
