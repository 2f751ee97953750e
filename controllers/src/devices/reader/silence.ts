/** Silence on a serial line, which ends a read. */
import type { Clock, Timer } from '@palang/kit'

/** At 9600 baud a byte takes 1 ms; within a read no reader pauses for so long. */
export const silenceMs = 30

/**
 * Runs `work` once when {@link silenceMs} have passed, unless cancelled because bytes came. It waits in two halves: after
 * this process itself stood still, the first ends late, and what has arrived meanwhile is heard before the second ends. So
 * short a silence is passed over by a delay that `portTimeout` would not notice.
 */
export function afterSilence(clock: Clock, work: () => void): Timer {
  let timer = clock.after(silenceMs / 2, () => {
    timer = clock.after(silenceMs / 2, work)
  })
  return { cancel: () => timer.cancel() }
}
