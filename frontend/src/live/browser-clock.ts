/** The browser's time behind the kit's interface. */
import type { Clock } from '@palang/kit/clock'

export const browserClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, work) {
    const handle = setTimeout(work, delayMs)
    return { cancel: () => clearTimeout(handle) }
  },
  every(periodMs, work) {
    const handle = setInterval(work, periodMs)
    return { cancel: () => clearInterval(handle) }
  },
}
