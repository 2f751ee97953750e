/** What the store keeps of recounts; the rules are in domain/recount.ts. */
import type { SessionRecord } from './records.ts'
import type { Page, Paged } from './store.ts'

/** One vehicle class in one zone. */
export interface Place {
  outletId: string
  zoneId: string
  vehicleClass: string
  /** Stays without a zone belong here too. */
  takesUnzoned: boolean
}

/** Somebody counted. Never changed. */
export interface RecountRecord {
  id: string
  outletId: string
  zoneId: string
  vehicleClass: string
  countedAt: string
  counted: number
  /** What the hub said just before. */
  derived: number
  /** Stays that took a place once the gone ones were ended. */
  openStays: number
  /** Stays ended with this recount, because their vehicle was gone. */
  endedStays: number
  actor: string
  reason: string
}

/** What became of the vehicles of one place since it was counted. */
export interface SinceRecount {
  /** Stays that were inside then and are still open. */
  stillOpen: number
  /** Of those inside then, how many were ended by a person without a passage. */
  endedByHand: number
  /** The same of all stays, whenever they came in. */
  allEndedByHand: number
}

export interface RecountTx {
  append(recount: RecountRecord): Promise<void>
  /** The newest of each zone and vehicle class of the outlet. */
  newest(outletId: string): Promise<RecountRecord[]>
  since(place: Place, countedAt: string): Promise<SinceRecount>
  /** Vehicles that drove out for no known stay in `[from, to)`, by machine. */
  unknownExits(from: string, to: string): Promise<Map<string, number>>
}

export interface RecountStore extends Omit<RecountTx, 'append'> {
  list(filter: { outletIds?: readonly string[] | undefined }, page: Page): Promise<Paged<RecountRecord>>
  /** Stays that take up a place there, the longest inside first. */
  insideLongest(place: Place, limit: number): Promise<SessionRecord[]>
}
