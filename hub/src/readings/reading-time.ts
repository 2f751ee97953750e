/** When a reading was taken, from what a device says of it. */
import type { Site } from '@palang/config'
import { momentOfText } from '../domain/wall-time.ts'
import { refusal } from '../edges/http/problem.ts'

const dayMs = 24 * 3_600_000
/** Clocks of devices differ by as much; further ahead a time is a mistake. Milliseconds. */
const aheadMs = 2 * 60_000

/**
 * The moment as ISO text in UTC, and the zone that was assumed for a time without one: the outlet's. Without `at`, now. Throws
 * `invalid_request` for the future, and for what is older than single readings are kept: whether it was counted before nobody could tell.
 */
export function readingTime(
  at: string | undefined,
  { outlet, water }: Pick<Site, 'outlet' | 'water'>,
  nowMs: number,
): { at: string; assumedZone: string | null } {
  if (at === undefined) return { at: new Date(nowMs).toISOString(), assumedZone: null }
  const { ms, assumedZone } = momentOfText(at, outlet.timezone)
  const wrong = (message: string) => refusal('invalid_request', `at: ${message}`, { errors: [{ path: 'at', message }] })
  if (!Number.isFinite(ms)) throw wrong('no time')
  if (ms > nowMs + aheadMs) throw wrong('in the future; leave it out when the device has no clock')
  if (ms < nowMs - water.keep.reading_days * dayMs) throw wrong(`older than readings are kept: ${water.keep.reading_days} days`)
  return { at: new Date(ms).toISOString(), assumedZone }
}
