/**
 * The hub's time, as this machine best knows it. After a sample it runs on the steady clock, so that setting the
 * machine's clock, by NTP or by hand, moves nothing.
 *
 * A message proves only that the hub's time is not less than its stamp: it may have been long on its way. So one that
 * comes from the future moves our time on, one from the past never moves it back; only a greeting, whose way there and
 * back is measured, can do that.
 */
import type { Clock } from '@palang/kit'
import type { ClockQuality } from '@palang/protocol'

export interface HubClock {
  /** Best known time of day, milliseconds UTC. */
  nowMs(): number
  /** What the time may be at most: what must not happen late is judged by this. */
  latestMs(): number
  /** `synced` while the hub was heard within the hour, `drifting` after that, `unknown` before the first word ever. */
  quality(): ClockQuality
  /** The hub answered a greeting within `roundTripMs` and said it is `hubMs` now. */
  learn(hubMs: number, roundTripMs: number): void
  /**
   * A message of the hub is stamped `hubMs`. False when that is past: the message was late, our clock runs fast, or the
   * hub's was set back, and only a new greeting can tell which.
   */
  observe(hubMs: number): boolean
  /**
   * The machine's clock was set by somebody. Where the hub was heard since this program began, nothing changes: it knows better. Else the
   * time follows the machine's clock from here on and is `unknown`, as nobody can say which of the two was right. Tells whether it follows.
   */
  clockWasSet(): boolean
  /** Hub minus machine, to be kept over a restart. */
  offsetMs(): number
}

const freshForMs = 60 * 60_000

/** Differences below this are taken for travel time. */
const toleranceMs = 1_000

/** `storedOffsetMs` is what an earlier run knew, or null. */
export function hubClock(clock: Clock, storedOffsetMs: number | null): HubClock {
  let base = { hubMs: clock.now() + (storedOffsetMs ?? 0), steadyMs: clock.monotonic() }
  /** How much later it may be than `base` says. */
  let slackMs = 0
  let heardAtMs: number | null = null
  let isRemembered = storedOffsetMs !== null
  const nowMs = () => Math.round(base.hubMs + (clock.monotonic() - base.steadyMs))
  const set = (hubMs: number) => {
    const isTravelTime = Math.abs(hubMs - clock.now()) <= toleranceMs
    base = { hubMs: isTravelTime ? clock.now() : hubMs, steadyMs: clock.monotonic() }
  }
  return {
    nowMs,
    latestMs: () => nowMs() + slackMs,
    quality() {
      if (heardAtMs !== null && clock.monotonic() - heardAtMs <= freshForMs) return 'synced'
      return heardAtMs !== null || isRemembered ? 'drifting' : 'unknown'
    },
    learn(hubMs, roundTripMs) {
      if (!Number.isFinite(hubMs)) return
      if (heardAtMs === null || Math.abs(hubMs - nowMs()) > toleranceMs) set(hubMs)
      slackMs = Math.max(0, hubMs + roundTripMs - nowMs())
      heardAtMs = clock.monotonic()
    },
    observe(hubMs) {
      if (!Number.isFinite(hubMs)) return true
      const aheadMs = hubMs - nowMs()
      if (aheadMs < -toleranceMs) return false
      if (aheadMs > toleranceMs) {
        set(hubMs)
        slackMs = Math.max(0, slackMs - aheadMs)
      }
      heardAtMs = clock.monotonic()
      return true
    },
    clockWasSet() {
      if (heardAtMs !== null) return false
      base = { hubMs: clock.now(), steadyMs: clock.monotonic() }
      isRemembered = false
      return true
    },
    offsetMs: () => Math.round(nowMs() - clock.now()),
  }
}
