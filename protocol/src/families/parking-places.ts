/** Free places as the hub tells them to controllers, and whom they are open to: one rule for the hub and a gate alone. */
import { z } from 'zod'
import { slug } from '../primitives.ts'

/** Whom a lane for one vehicle class lets in now. */
export type OpenTo = 'everyone' | 'members' | 'nobody'

/** The places a lane may let vehicles into. */
export const lanePlaces = z.looseObject({
  vehicle_class: slug,
  /** Vehicles that still fit, those at the barrier counted; negative when there are too many, null where nobody counts. */
  left: z.int().nullable(),
  /** Of these, for members only. */
  reserved: z.int().min(0),
  /** Members are let in beyond the last place: theirs is guaranteed. */
  members_guaranteed: z.boolean(),
})
export type LanePlaces = z.infer<typeof lanePlaces>

/** One zone and vehicle class. */
export const placesRow = z.looseObject({ zone_id: slug, vehicle_class: slug, total: z.int().min(0), free: z.int().min(0) })
export type PlacesRow = z.infer<typeof placesRow>

/** Rows in one message; more zones and classes than this are not told. */
export const mostPlacesRows = 200

/** Hub → controller: `parking_places`, after every change, to controllers whose `hello` names {@link placesCapability}. */
export const parkingPlaces = z.looseObject({
  /** Of the gate addressed; absent for a machine that lets nobody in. */
  lane: lanePlaces.optional(),
  rows: z.array(placesRow).max(mostPlacesRows),
})
export type ParkingPlaces = z.infer<typeof parkingPlaces>

/** What a controller's `hello` names when it understands `parking_places`; earlier ones are not told. */
export const placesCapability = 'parking_places'

/** Whom the places are open to; places nobody counts are open to everyone. */
export function openTo({
  left,
  reserved,
  members_guaranteed: isGuaranteed,
}: Pick<LanePlaces, 'left' | 'reserved' | 'members_guaranteed'>): OpenTo {
  if (left === null || left > reserved) return 'everyone'
  return left > 0 || isGuaranteed ? 'members' : 'nobody'
}
