/** A moment in which a manual clock and what is real, sockets and processes, both move on. */
import { setTimeout as pause } from 'node:timers/promises'
import type { ManualClock } from '@palang/kit'

/** A hundred milliseconds of the clock in ten real ones: enough for an answer on this computer before any patience ends. */
export async function stepBoth(clock: ManualClock, realMs = 10): Promise<void> {
  await clock.advance(100)
  await pause(realMs)
}
