/** Past stays once more under another tariff: what it would have earned. */
import { priceStay, type StayFacts } from './price.ts'
import type { Tariff } from './schema.ts'
import { dateOfDay, dayAt, offsetsBetween } from './wall-clock.ts'

/** A stay that is over; `untilMs` is the moment it was priced. */
export interface PastStay extends StayFacts {
  id: string
  /** What it earned, in the smallest unit. */
  earned: number
}

export interface ReplayedStay {
  id: string
  earned: number
  wouldEarn: number
  /** `wouldEarn` less `earned`. */
  difference: number
}

export interface ReplaySum {
  stays: number
  earned: number
  wouldEarn: number
  difference: number
  /** Stays that would have paid more, and less. */
  dearer: number
  cheaper: number
}

export interface Replay {
  total: ReplaySum
  /** In the order the classes first came. */
  byClass: (ReplaySum & { vehicleClass: string })[]
  /** By the outlet's date on which the stay was priced, earliest first. */
  byDay: (ReplaySum & { date: string })[]
}

export interface RunningReplay {
  /** Prices one more stay. Throws as `priceStay` does. */
  add(stay: PastStay): ReplayedStay
  /** The sums so far. */
  sums(): Replay
}

/** A replay fed page by page; it keeps sums only, however many stays there are. */
export function startReplay(tariff: Tariff): RunningReplay {
  const total = noStays()
  const byClass = new Map<string, ReplaySum>()
  const byDay = new Map<number, ReplaySum>()
  return {
    add(stay) {
      const { id, earned, vehicleClass, timeZone, untilMs } = stay
      const wouldEarn = priceStay(tariff, stay).amount
      const replayed = { id, earned, wouldEarn, difference: wouldEarn - earned }
      count(total, replayed)
      count(sumAt(byClass, vehicleClass), replayed)
      count(sumAt(byDay, dayAt(offsetsBetween(timeZone, untilMs, untilMs), untilMs)), replayed)
      return replayed
    },
    sums: () => ({
      total: { ...total },
      byClass: [...byClass].map(([vehicleClass, sum]) => ({ vehicleClass, ...sum })),
      byDay: [...byDay].toSorted(([a], [b]) => a - b).map(([day, sum]) => ({ date: dateOfDay(day), ...sum })),
    }),
  }
}

/** All of `stays` at once, each and in sums. For more than memory should hold there is `startReplay`. */
export function replayStays(tariff: Tariff, stays: Iterable<PastStay>): Replay & { stays: ReplayedStay[] } {
  const replay = startReplay(tariff)
  const replayed = Array.from(stays, stay => replay.add(stay))
  return { ...replay.sums(), stays: replayed }
}

function noStays(): ReplaySum {
  return { stays: 0, earned: 0, wouldEarn: 0, difference: 0, dearer: 0, cheaper: 0 }
}

function sumAt<Key>(sums: Map<Key, ReplaySum>, key: Key): ReplaySum {
  let sum = sums.get(key)
  if (sum === undefined) sums.set(key, (sum = noStays()))
  return sum
}

function count(sum: ReplaySum, { earned, wouldEarn, difference }: ReplayedStay): void {
  sum.stays++
  sum.earned += earned
  sum.wouldEarn += wouldEarn
  sum.difference += difference
  if (difference > 0) sum.dearer++
  if (difference < 0) sum.cheaper++
}
