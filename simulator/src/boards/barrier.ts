/** The barrier itself: an arm, its motor and two limit switches. It obeys its motor, not the board's memory. */
import type { Clock, Timer } from '@palang/kit/clock'
import type { ArmPosition } from './palang-board.ts'

/** A full move of the arm. */
export const travelMs = 1_200

export interface Barrier {
  position(): ArmPosition
  /** 0 lying across the lane, 1 upright. */
  height(): number
  run(motion: 'up' | 'down' | 'stop'): void
  /** While jammed the motor hums and the arm stands still. */
  jam(on: boolean): void
  stop(): void
}

/** A barrier that is closed; `moved` hears every change of position. `fullMoveMs` is how long its arm takes. */
export function createBarrier(clock: Clock, moved: (position: ArmPosition) => void, fullMoveMs: number = travelMs): Barrier {
  let motion: 'up' | 'down' | 'stop' = 'stop'
  let jammed = false
  /** 0 is closed, 1 is open, as of `since`. */
  let height = 0
  let since = clock.monotonic()
  let arrival: Timer | undefined
  let told: ArmPosition = 'closed'

  const position = (): ArmPosition => {
    if (motion === 'up' && height < 1) return 'rising'
    if (motion === 'down' && height > 0) return 'falling'
    return height === 1 ? 'open' : height === 0 ? 'closed' : 'stopped'
  }
  /** Brings `height` up to now. */
  const settle = () => {
    const now = clock.monotonic()
    const travelled = jammed || motion === 'stop' ? 0 : (now - since) / fullMoveMs
    height = Math.min(1, Math.max(0, height + (motion === 'up' ? travelled : -travelled)))
    since = now
  }
  const plan = () => {
    arrival?.cancel()
    const left = motion === 'up' ? 1 - height : motion === 'down' ? height : 0
    if (left > 0 && !jammed) arrival = clock.after(Math.ceil(left * fullMoveMs), arrive)
    const here = position()
    if (here === told) return
    told = here
    moved(here)
  }
  const arrive = () => {
    height = motion === 'up' ? 1 : 0
    since = clock.monotonic()
    plan()
  }
  return {
    position,
    height() {
      settle()
      return height
    },
    run(next) {
      settle()
      motion = next
      plan()
    },
    jam(on) {
      settle()
      jammed = on
      plan()
    },
    stop: () => arrival?.cancel(),
  }
}
