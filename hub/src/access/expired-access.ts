/** Clearing away what let people in once and does not any more, so that the tables do not grow for ever. */
import type { Clock, Log, Timer } from '@palang/kit'
import type { Store } from '../store/store.ts'

/** Milliseconds. What has ended is kept for a week, for whoever asks the database about it. */
export const expiredAccessDelays = { sweepEvery: 6 * 3_600_000, keepFor: 7 * 24 * 3_600_000 } as const

/** Sweeps every six hours between `start` and `stop`. */
export function sweepExpiredAccess({ store, clock, log }: { store: Store; clock: Clock; log: Log }): { start(): void; stop(): void } {
  let timer: Timer | undefined
  const sweep = () => {
    const before = new Date(clock.now() - expiredAccessDelays.keepFor).toISOString()
    store.forgetExpiredAccess(before).catch((error: unknown) => log.warn({ err: error }, 'ended sign-ins were not forgotten'))
  }
  return {
    start() {
      timer ??= clock.every(expiredAccessDelays.sweepEvery, sweep)
    },
    stop() {
      timer?.cancel()
      timer = undefined
    },
  }
}
