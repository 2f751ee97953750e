/** Timers of a machine that cannot end its process by themselves. */
import type { Clock } from '@palang/kit'

/** `clock`, whose work hands what it throws to `onFatal`: a timer has no caller who could catch it. */
export function guardedClock(clock: Clock, onFatal: (error: unknown) => void): Clock {
  const guarded = (work: () => void) => () => {
    try {
      work()
    } catch (error) {
      onFatal(error)
    }
  }
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after: (delayMs, work) => clock.after(delayMs, guarded(work)),
    every: (periodMs, work) => clock.every(periodMs, guarded(work)),
  }
}
