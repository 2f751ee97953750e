/**
 * What a count by hand means for the number derived from open stays, from then on. Nothing is added or taken away in passing:
 * it is worked out anew each time from the count, the stays that were inside then and what happened since.
 */
import type { SessionRecord } from '../store/records.ts'
import type { RecountRecord, SinceRecount } from '../store/recounts.ts'

/** Vehicles nobody has a stay for are believed in for so long after they were counted. Milliseconds. */
export const strangersFadeMs = 24 * 60 * 60_000

/**
 * To be added to the stays that take up a place. Fewer vehicles than stays: that many of the stays of then have no vehicle. One
 * less for each of them ended by hand, and never more than are still open, so that none is taken off twice. More vehicles than
 * stays: those have no stay. One less for each vehicle that drove out for no stay, unless a stay ended by hand explains it, and
 * none after a day. `unknownExits` counts the vehicles that drove out of this place for no stay.
 */
export function correctionOf(
  recount: Pick<RecountRecord, 'counted' | 'openStays' | 'countedAt'>,
  since: SinceRecount,
  unknownExits: number,
  nowMs: number,
): number {
  const missing = recount.openStays - recount.counted
  if (missing >= 0) return 0 - Math.min(Math.max(0, missing - since.endedByHand), since.stillOpen)
  if (nowMs - Date.parse(recount.countedAt) >= strangersFadeMs) return 0
  return Math.max(0, 0 - missing - Math.max(0, unknownExits - since.allEndedByHand))
}

/** Whether the correction still needs to know who drove out for no stay. */
export function hasStrangers({ counted, openStays, countedAt }: RecountRecord, nowMs: number): boolean {
  return counted > openStays && nowMs - Date.parse(countedAt) < strangersFadeMs
}

/** What is known of a place before it is counted, and whose vehicle is probably gone. */
export interface RecountProposal {
  derived: number
  /** Stays that take up a place, the longest inside first. */
  inside: SessionRecord[]
  /** Gates of the outlet that are away: what they saw is not in the number yet. */
  unheard: string[]
}

/** Why the vehicle of an open stay is probably gone, the surest sign first. */
export type GoneSign = 'barrier_opened' | 'paid' | 'long_inside'

/** The sign that the stay's own state gives. */
export function goneSign({ state }: { state: string }): GoneSign {
  return state === 'leaving' ? 'barrier_opened' : state === 'paid' ? 'paid' : 'long_inside'
}
