/** Free places, derived from open stays and never from a counter. */
import type { ZoneRecord } from '../store/records.ts'
import type { OpenStayCount } from '../store/store.ts'
import { occupyingStates, reservingStates } from './stays.ts'

export interface Capacity {
  total: number
  occupied: number
  available: number
  zones: { id: string; name: string; vehicle_class: string; total: number; occupied: number; available: number }[]
}

/** Places per zone and vehicle class. Stays without a zone count in the first one. */
export function capacityOf(zones: readonly ZoneRecord[], open: readonly OpenStayCount[]): Capacity {
  const first = zones[0]?.id ?? ''
  const rows = zones.flatMap(zone =>
    Object.entries(zone.capacity).map(([vehicleClass, total]) => {
      const occupied = countOf(open, first, zone.id, vehicleClass, occupyingStates)
      return { id: zone.id, name: zone.name, vehicle_class: vehicleClass, total, occupied, available: Math.max(0, total - occupied) }
    }),
  )
  const total = rows.reduce((sum, row) => sum + row.total, 0)
  const occupied = rows.reduce((sum, row) => sum + row.occupied, 0)
  return { total, occupied, available: Math.max(0, total - occupied), zones: rows }
}

/** Whether one more vehicle fits, counting those already let in but not yet seen passing. */
export function hasRoom(
  zones: readonly ZoneRecord[],
  open: readonly OpenStayCount[],
  zoneId: string | null,
  vehicleClass: string,
): boolean {
  const first = zones[0]?.id ?? ''
  const zone = zones.find(z => z.id === (zoneId ?? first))
  const total = zone?.capacity[vehicleClass]
  if (zone === undefined || total === undefined) return true
  return countOf(open, first, zone.id, vehicleClass, [...occupyingStates, ...reservingStates]) < total
}

function countOf(
  open: readonly OpenStayCount[],
  firstZone: string,
  zoneId: string,
  vehicleClass: string,
  states: readonly string[],
): number {
  return open
    .filter(row => (row.zoneId ?? firstZone) === zoneId && row.vehicleClass === vehicleClass && states.includes(row.state))
    .reduce((sum, row) => sum + row.count, 0)
}
