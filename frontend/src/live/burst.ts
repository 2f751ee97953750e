/** Work that follows from many events at once. */
import type { Clock, Timer } from '@palang/kit/clock'

/** However long a burst goes on, work waits no longer than this many times its settling time. */
const patience = 5

export interface Burst {
  /** Something happened. */
  note(): void
  stop(): void
}

/** Calls `work` once nothing has happened for `settleMs`, and every `patience` times that while it never stops happening. */
export function createBurst(clock: Clock, settleMs: number, work: () => void): Burst {
  let quiet: Timer | undefined
  let longest: Timer | undefined
  const stop = () => {
    quiet?.cancel()
    longest?.cancel()
    longest = undefined
  }
  const run = () => {
    stop()
    work()
  }
  return {
    note() {
      quiet?.cancel()
      quiet = clock.after(settleMs, run)
      longest ??= clock.after(settleMs * patience, run)
    },
    stop,
  }
}
