import type { Clock, Timer } from './clock.ts'

/** A time-out that comes later than this says more of this process than of the device: an idle one is on time within two. */
const lateMs = 5
/** How long it then listens for what lies in the port unread. */
const listenMs = 50

/**
 * Calls `expire` once when nobody has cancelled within `withinMs`: a time-out for what comes in through a port. A process
 * that was busy or asleep hears its time-outs before its ports; one that comes late waits a little longer, for what may
 * lie in the port unread.
 */
export function portTimeout(clock: Clock, withinMs: number, expire: () => void): Timer {
  let timer: Timer
  const wait = (forMs: number): void => {
    const dueMs = clock.monotonic() + forMs
    timer = clock.after(forMs, () => (clock.monotonic() - dueMs > lateMs ? wait(listenMs) : expire()))
  }
  wait(withinMs)
  return { cancel: () => timer.cancel() }
}
