/** How far a device's clock is behind the hub's, learnt from what it says live. */
import { clockToleranceMs } from './device-clock.ts'

/** Two words of a device, by its clock and by the hub's. Milliseconds. */
export interface ClockSample {
  deviceMs: number
  receivedMs: number
}

/** Between two live words both clocks move on alike, but for this much. Milliseconds. */
const jitterMs = 3_000
/** Closer together two words prove nothing. Milliseconds. */
const apartMs = 2_000

/**
 * The offset after one more word, in milliseconds: positive when the device is behind. A clock that is right is believed at once. One
 * that is off is believed when two words in a row say so and both clocks moved alike between them: what a broker kept while the hub was
 * away comes all at once, and only looks as if the clock were behind.
 */
export function offsetAfter(known: number | null, before: ClockSample | undefined, now: ClockSample): number | null {
  const offsetMs = now.receivedMs - now.deviceMs
  if (Math.abs(offsetMs) <= clockToleranceMs) return offsetMs
  if (before === undefined) return known
  const heardMs = now.receivedMs - before.receivedMs
  const toldMs = now.deviceMs - before.deviceMs
  return heardMs >= apartMs && Math.abs(heardMs - toldMs) <= jitterMs ? offsetMs : known
}
