/** Turns positions and loops into motion: where boom and vehicle are at this moment. */
import type { LaneScene } from './scene.ts'

/** From closed to open, as most barriers of this size take. */
const travelMs = 1_200
/** From one loop to the next at walking pace. */
const stepMs = 1_300
/** Between the loops a vehicle is seen by none of them; after so long without a loop it has gone back. */
const betweenMs = 6_000
const goneAhead = 3
const goneBack = -0.6

export interface Motion {
  lift: number
  isMoving: boolean
  /** Undefined while the lane is empty. */
  way: number | undefined
  isBraking: boolean
}

/** A follower of one lane; feed it scenes in the order of time. */
export function laneMotion(): (scene: LaneScene, nowMs: number) => Motion {
  let lift = 0
  let way: number | undefined
  let seenMs = 0
  let onLoopMs = 0
  return (scene, nowMs) => {
    const elapsedMs = nowMs - seenMs
    seenMs = nowMs
    lift = liftOf(scene, nowMs, lift)
    if (scene.loop1 || scene.loop2) onLoopMs = nowMs
    const isBetween = way !== undefined && way < 0.6 && scene.barrier === 'open' && nowMs - onLoopMs < betweenMs
    const target = scene.loop1
      ? scene.loop2
        ? 0.5
        : 0
      : scene.loop2
        ? 1
        : isBetween
          ? 0.6
          : way === undefined || way >= 0.6
            ? goneAhead
            : goneBack
    if (way === undefined && (scene.loop1 || scene.loop2)) way = elapsedMs < stepMs && target === 0 ? goneBack : target
    if (way !== undefined) {
      const step = Math.max(0, elapsedMs) / stepMs
      way = target > way ? Math.min(target, way + step) : Math.max(target, way - step)
      if ((way >= goneAhead || way <= goneBack) && !scene.loop1 && !scene.loop2) way = undefined
    }
    return { lift, isMoving: scene.barrier === 'opening' || scene.barrier === 'closing', way, isBraking: way === target && way < 0.9 }
  }
}

function liftOf({ barrier, barrierSinceMs }: LaneScene, nowMs: number, last: number): number {
  const moved = Math.min(1, Math.max(0, (nowMs - barrierSinceMs) / travelMs))
  switch (barrier) {
    case 'open':
      return 1
    case 'closed':
      return 0
    case 'opening':
      return Math.max(last, moved)
    case 'closing':
      return Math.min(last, 1 - moved)
    case 'fault':
    case 'unknown':
      return last
  }
}
