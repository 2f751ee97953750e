/**
 * The text of a sign that shows free places. A template is text with places in braces: `{car.free:3}` is the free places for cars in
 * all zones, padded to three characters; `{roof.car.free}` those of one zone; `total` instead of `free` is all places.
 */
import type { PlacesRow } from './parking-places.ts'

const placeForm = /\{(?:([a-z0-9][a-z0-9_-]*)\.)?([a-z0-9][a-z0-9_-]*)\.(free|total)(?::(\d{1,2}))?\}/g

interface SignText {
  template: string
  /** Stands where no place is free; without it a 0 does. */
  full?: string | undefined
}

interface SignPlace {
  zoneId: string | undefined
  vehicleClass: string
}

/** The zones and classes a template names. */
export function signPlaces(template: string): SignPlace[] {
  return Array.from(template.matchAll(placeForm), ([, zoneId, vehicleClass = '']) => ({ zoneId, vehicleClass }))
}

/** Whether every brace of the template belongs to a place. */
export function isSignTemplate(template: string): boolean {
  return !/[{}]/.test(template.replaceAll(placeForm, ''))
}

/** The text now; `rows` are null when nobody knows any more: then dashes stand for every number. */
export function signText({ template, full }: SignText, rows: readonly PlacesRow[] | null): string {
  return template.replaceAll(
    placeForm,
    (_, zoneId: string | undefined, vehicleClass: string, field: 'free' | 'total', width: string | undefined) => {
      const size = Number(width ?? 0)
      const meant = rows?.filter(row => row.vehicle_class === vehicleClass && (zoneId === undefined || row.zone_id === zoneId))
      if (meant === undefined || meant.length === 0) return '-'.repeat(Math.max(1, size))
      const count = meant.reduce((sum, row) => sum + row[field], 0)
      return (field === 'free' && count === 0 && full !== undefined ? full : String(count)).padStart(size)
    },
  )
}
