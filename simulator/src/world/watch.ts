/** Waiting until the simulated world is in some condition. */
import type { Clock } from '@palang/kit/clock'

export interface Watch {
  /** Something in the world changed: whoever waits looks again. */
  touch(): void
  /** Resolves true as soon as `condition` holds, false after `timeoutMs` (without: never) or once the world has stopped. */
  until(condition: () => boolean, timeoutMs?: number): Promise<boolean>
  /** Resolves after `delayMs`, or at once when the world stops; true while it runs. */
  pause(delayMs: number): Promise<boolean>
  /** Ends every wait. */
  stop(): void
}

export function createWatch(clock: Clock): Watch {
  const waiting = new Set<() => void>()
  let stopped = false
  const wait = (condition: () => boolean, timeoutMs: number | undefined, atEnd: boolean) =>
    new Promise<boolean>(resolve => {
      if (stopped) return resolve(false)
      if (condition()) return resolve(true)
      const finish = (held: boolean) => {
        waiting.delete(look)
        timer?.cancel()
        resolve(held)
      }
      const look = () => {
        if (stopped) finish(false)
        else if (condition()) finish(true)
      }
      const timer = timeoutMs === undefined ? undefined : clock.after(timeoutMs, () => finish(atEnd))
      waiting.add(look)
    })
  const lookAgain = () => {
    for (const look of [...waiting]) look()
  }
  return {
    touch: lookAgain,
    until: (condition, timeoutMs) => wait(condition, timeoutMs, false),
    pause: delayMs => wait(() => false, delayMs, true),
    stop() {
      stopped = true
      lookAgain()
    },
  }
}
