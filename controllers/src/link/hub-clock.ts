/**
 * The hub's time, as this machine best knows it. After a sample it runs on the steady clock, so that setting the
 * machine's clock, by NTP or by hand, moves nothing.
 */
import type { Clock } from '@palang/kit'
import type { ClockQuality } from '@palang/protocol'

export interface HubClock {
  /** Best known time of day, milliseconds UTC. */
  nowMs(): number
  /** `synced` while the hub was heard within the hour, `drifting` after that, `unknown` before the first word ever. */
  quality(): ClockQuality
  /** The hub said it is `hubMs` now; small differences are travel time and change nothing. */
  observe(hubMs: number): void
  /** Hub minus machine, to be kept over a restart. */
  offsetMs(): number
}

const freshForMs = 60 * 60_000

/** Differences below this are taken for travel time. */
const toleranceMs = 1_000

/** `storedOffsetMs` is what an earlier run knew, or null. */
export function hubClock(clock: Clock, storedOffsetMs: number | null): HubClock {
  let base = { hubMs: clock.now() + (storedOffsetMs ?? 0), steadyMs: clock.monotonic() }
  let heardAtMs: number | null = null
  const nowMs = () => Math.round(base.hubMs + (clock.monotonic() - base.steadyMs))
  return {
    nowMs,
    quality() {
      if (heardAtMs !== null && clock.monotonic() - heardAtMs <= freshForMs) return 'synced'
      return heardAtMs !== null || storedOffsetMs !== null ? 'drifting' : 'unknown'
    },
    observe(hubMs) {
      if (!Number.isFinite(hubMs)) return
      if (heardAtMs === null || Math.abs(hubMs - nowMs()) > toleranceMs) {
        const isTravelTime = Math.abs(hubMs - clock.now()) <= toleranceMs
        base = { hubMs: isTravelTime ? clock.now() : hubMs, steadyMs: clock.monotonic() }
      }
      heardAtMs = clock.monotonic()
    },
    offsetMs: () => Math.round(nowMs() - clock.now()),
  }
}
