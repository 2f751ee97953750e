/** Turns positions and loops into motion: where boom and vehicle are at this moment. */
import type { LaneScene } from './scene.ts'

/** From closed to open, as most barriers of this size take. */
const travelMs = 1_200
/** As far as a boom is drawn that no limit switch has told of yet. */
const unproven = 0.9
/** Where a boom is drawn that is somewhere between its switches. */
const between = 0.5
/** A boom on its way for longer than this hangs: it has not come as far as the time says. */
const hangsAfterMs = 2 * travelMs
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
  const elapsedMs = nowMs - barrierSinceMs
  const moved = Math.min(unproven, Math.max(0, elapsedMs / travelMs))
  const hangs = elapsedMs > hangsAfterMs
  switch (barrier) {
    case 'open':
      return 1
    case 'closed':
      return 0
    case 'opening':
      return hangs ? between : Math.max(last, moved)
    case 'closing':
      return hangs ? between : Math.min(last, 1 - moved)
    case 'fault':
      return between
    case 'unknown':
      return last
  }
}
