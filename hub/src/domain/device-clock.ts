/** When something happened at a device whose clock may be wrong, lost or in another zone. */
import type { DeviceTime } from '@palang/protocol'
import type { MomentClock } from '../store/treatments.ts'
import { momentOf, offsetsBetween } from '@palang/tariff'
import { momentOfText } from './wall-time.ts'

/** Milliseconds. Clocks of devices differ by as much; what is further ahead of the hub has not happened yet. */
export const clockToleranceMs = 2 * 60_000
/** A clock chip without a battery begins again in 1970 or 2000; nothing we hear of was counted before this. */
const earliestMs = Date.UTC(2020, 0, 1)

/** What a device's clock showed, in milliseconds UTC; `zone` is the one assumed for a time without one. Nothing for no time. */
export function deviceMoment(given: DeviceTime | undefined, timeZone: string): { ms: number; zone: string | null } | undefined {
  if (given === undefined) return undefined
  if (typeof given === 'number') return { ms: given * 1000, zone: null }
  const { ms, assumedZone } = momentOfText(given, timeZone)
  return Number.isFinite(ms) ? { ms, zone: assumedZone } : undefined
}

/** The moment as the device wrote it, a time without a zone as if it were UTC: the same wherever the device stands. */
export function writtenMoment(given: DeviceTime | undefined): number | undefined {
  return deviceMoment(given, 'UTC')?.ms
}

/** A moment that was read in one zone, read in another: the wall showed the same. Milliseconds UTC. */
export function reread(ms: number, from: string, to: string): number {
  const offsets = offsetsBetween(from, ms, ms)
  const { offsetMs } = offsets.findLast(({ fromMs }) => fromMs <= ms) ?? offsets[0] ?? { offsetMs: 0 }
  const wallMs = ms + offsetMs
  return momentOf(offsetsBetween(to, wallMs, wallMs), wallMs)
}

/**
 * When it happened, as well as anybody can tell. `deviceMs`: by the device's clock; `offsetMs`: how far that was behind the hub's when
 * the device last spoke live. Old is no mistake: memory cards are replayed after days.
 */
export function happenedAt(
  deviceMs: number | undefined,
  receivedMs: number,
  offsetMs: number | null,
): { atMs: number; clock: MomentClock } {
  const isPossible = (ms: number) => ms >= earliestMs && ms <= receivedMs + clockToleranceMs
  if (deviceMs === undefined) return { atMs: receivedMs, clock: 'hub' }
  if (offsetMs !== null && Math.abs(offsetMs) > clockToleranceMs && isPossible(deviceMs + offsetMs))
    return { atMs: Math.min(deviceMs + offsetMs, receivedMs), clock: 'corrected' }
  if (isPossible(deviceMs)) return { atMs: Math.min(deviceMs, receivedMs), clock: 'device' }
  return { atMs: receivedMs, clock: 'hub' }
}
