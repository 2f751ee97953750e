/** Puts the screen back for the next person after a quiet while, and counts down in sight before it does. */
import type { Clock, Timer } from '@palang/kit/clock'

export interface IdleReset {
  /** Somebody is there, or something happened: starts the wait anew. */
  arm(quietMs: number): void
  /** Nothing to put back. */
  disarm(): void
}

export interface IdleResetOptions {
  clock: Clock
  /** The countdown is in sight for this many seconds at the end of the wait. */
  countdownS: number
  /** Seconds left while the countdown is in sight, else nothing. */
  onCountdown: (leftS: number | undefined) => void
  onReset: () => void
}

/** A wait of `quietMs` (never shorter than the countdown) that ends in `onReset` unless armed again or disarmed. */
export function idleReset({ clock, countdownS, onCountdown, onReset }: IdleResetOptions): IdleReset {
  let timer: Timer | undefined

  const clear = () => {
    timer?.cancel()
    timer = undefined
    onCountdown(undefined)
  }
  const countFrom = (leftS: number) => {
    if (leftS === 0) {
      clear()
      onReset()
      return
    }
    onCountdown(leftS)
    timer = clock.after(1000, () => countFrom(leftS - 1))
  }
  return {
    arm(quietMs) {
      clear()
      timer = clock.after(Math.max(0, quietMs - countdownS * 1000), () => countFrom(countdownS))
    },
    disarm: clear,
  }
}
