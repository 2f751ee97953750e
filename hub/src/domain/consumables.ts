/** What wears out or runs empty: how much is left of it, and until when that lasts. */
import type { ConsumableKind } from '@palang/protocol'

const hourMs = 3_600_000
/** The pace is that of so long. */
export const paceMs = 7 * 24 * hourMs
/** A machine that was put up a moment ago has no pace yet that a forecast could be made of. */
const shortestPaceMs = hourMs
/** Nobody plans further ahead. */
const furthestMs = 50 * 365 * 24 * hourMs

/** It is time to act while so much of the capacity is left: a tank is filled before it is empty. */
const dueAtPart = { tank: 0.1, filter: 0, uv: 0 } as const satisfies Record<ConsumableKind, number>

/** Litres, or hours of an ultraviolet lamp. */
export interface ConsumableUse {
  kind: ConsumableKind
  capacity: number
  /** At the last renewal; null where it was full or new. */
  leftThen: number | null
  usedSince: number
  /** In the last week, or since the machine is there. */
  usedLately: number
  latelyMs: number
}

export interface ConsumableStanding {
  /** Of the capacity, to one digit. */
  used: number
  left: number
  /** At the pace of late; null where nothing was used. */
  emptyAt: string | null
  due: boolean
}

/** How it stands at `nowMs`. */
export function standingOf(
  { kind, capacity, leftThen, usedSince, usedLately, latelyMs }: ConsumableUse,
  nowMs: number,
): ConsumableStanding {
  const left = Math.max(0, (leftThen ?? capacity) - usedSince)
  return {
    used: toOneDigit(capacity - left),
    left: toOneDigit(left),
    emptyAt: emptyAt(left, latelyMs < shortestPaceMs ? 0 : usedLately / latelyMs, nowMs),
    due: left <= capacity * dueAtPart[kind],
  }
}

function emptyAt(left: number, pacePerMs: number, nowMs: number): string | null {
  if (left === 0) return new Date(nowMs).toISOString()
  if (pacePerMs <= 0) return null
  const lastsMs = left / pacePerMs
  return lastsMs > furthestMs ? null : new Date(nowMs + lastsMs).toISOString()
}

function toOneDigit(value: number): number {
  return Math.round(value * 10) / 10
}

/** A machine came or went. */
export interface Presence {
  at: string
  isOnline: boolean
}

/**
 * For how many hours of `[fromMs, toMs)` a machine was there. `changes`, oldest first, may begin before: what stood before the
 * first of them is its opposite, and with none at all the machine stood all the time as it stands now.
 */
export function hoursOnline(
  changes: readonly Presence[],
  { fromMs, toMs, isOnlineNow }: { fromMs: number; toMs: number; isOnlineNow: boolean },
): number {
  let isOnline = changes[0] === undefined ? isOnlineNow : !changes[0].isOnline
  let sinceMs = fromMs
  let onlineMs = 0
  for (const change of changes) {
    const atMs = Math.min(toMs, Math.max(fromMs, Date.parse(change.at)))
    if (isOnline) onlineMs += atMs - sinceMs
    sinceMs = atMs
    isOnline = change.isOnline
  }
  if (isOnline) onlineMs += Math.max(0, toMs - sinceMs)
  return onlineMs / hourMs
}
