/** What a simulated camera looks at: the lane as the gate board tells it. */
import type { Clock } from '@palang/kit'
import type { BarrierPosition, BoardPort } from '../board/port.ts'

export interface LaneScene {
  barrier: BarrierPosition
  /** Monotonic milliseconds at which the barrier came to this position. */
  barrierSinceMs: number
  loop1: boolean
  loop2: boolean
  /** Counts vehicles; the same number looks the same. */
  visit: number
}

/** The empty lane of a machine without a board. */
export const emptyScene: LaneScene = { barrier: 'unknown', barrierSinceMs: 0, loop1: false, loop2: false, visit: 0 }

/** Follows `board` for as long as it tells events; the returned function gives the scene of now. */
export function sceneOf(board: BoardPort, clock: Clock): () => LaneScene {
  let barrierSinceMs = clock.monotonic()
  let visit = 0
  board.subscribe(event => {
    if (event.kind === 'barrier') barrierSinceMs = clock.monotonic()
    if (event.kind === 'input' && event.input === 'loop1' && event.on) visit += 1
  })
  return () => {
    const { barrier, loop1, loop2 } = board.inputs()
    return { barrier, barrierSinceMs, loop1, loop2, visit }
  }
}
