/** A star-hash driver with the board the simulator plays. */
import { silentLog } from '@palang/kit'
import { StarHashBoard as PlayedStarHash } from '../../../../../../simulator/src/boards/star-hash-board.ts'
import { playedRig, type PlayedRig } from '../../played-rig.test-support.ts'
import { StarHashBoard, type StarHashOptions } from './driver.ts'

/** Not started yet. Back-off is the longest possible, so that tests do not depend on luck. */
export function starHashRig(options: Partial<StarHashOptions> = {}): PlayedRig<PlayedStarHash> {
  return playedRig(
    ({ clock, port }) => new StarHashBoard({ streams: port.streams, clock, log: silentLog(), random: () => 0.999, ...options }),
    given => new PlayedStarHash(given),
  )
}
