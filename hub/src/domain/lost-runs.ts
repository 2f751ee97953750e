/** Whether a treatment whose device told its beginning has ended without a word. Pure. */

/** For a device that did not say how long it means to run: no command may ask for more. Seconds. */
const longestRunS = 7_200
/** Clocks differ, a broker is slow, a lamp is wiped before the run is called done. Milliseconds. */
const marginMs = 5 * 60_000
/** A device that is silent, still has messages to send or says that it runs is waited for, but not for ever. Milliseconds. */
const patienceMs = 60 * 60_000

export interface BegunRun {
  /** When it began, and when its beginning was heard: what a card brings late may bring the end right behind. */
  beganMs: number
  heardMs: number
  plannedS: number | null
}

/** The device as it is now. */
export interface RunningDevice {
  lastSeenMs: number
  /** Messages it has not sent yet; null when it does not tell. */
  queued: number | null
  saysRunning: boolean
}

/** The moment at which it must have been over, when it is given up at `nowMs`; nothing while its end may still be told. */
export function lostSince({ beganMs, heardMs, plannedS }: BegunRun, device: RunningDevice, nowMs: number): number | undefined {
  const runMs = (plannedS ?? longestRunS) * 1000
  const dueMs = Math.max(beganMs + runMs, heardMs)
  const isThere = device.lastSeenMs >= dueMs + marginMs && (device.queued ?? 0) === 0 && !device.saysRunning
  return nowMs >= dueMs + (isThere ? marginMs : patienceMs) ? beganMs + runMs : undefined
}

/** Before this moment a treatment must have begun to be looked at at all. */
export function mayBeLostBefore(nowMs: number): number {
  return nowMs - marginMs
}
