/** An a6-net driver with the board the simulator plays. */
import { silentLog } from '@palang/kit'
import { A6NetBoard as PlayedA6Net, type StatForm } from '../../../../../../simulator/src/boards/a6-net-board.ts'
import { playedRig, type PlayedRig } from '../../played-rig.test-support.ts'
import { A6NetBoard, type A6NetOptions } from './driver.ts'

/** Not started yet. Back-off is the longest possible, so that tests do not depend on luck. */
export function a6NetRig(form: StatForm = 'repeated', options: Partial<A6NetOptions> = {}): PlayedRig<PlayedA6Net> {
  return playedRig(
    ({ clock, port }) => new A6NetBoard({ streams: port.streams, clock, log: silentLog(), random: () => 0.999, ...options }),
    given => new PlayedA6Net({ ...given, form }),
  )
}
