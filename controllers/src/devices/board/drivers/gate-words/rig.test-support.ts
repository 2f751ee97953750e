/** A gate-words driver with the board the simulator plays. */
import { silentLog } from '@palang/kit'
import { GateWordsBoard as PlayedGateWords } from '../../../../../../simulator/src/boards/gate-words-board.ts'
import { playedRig, type PlayedRig } from '../../played-rig.test-support.ts'
import { GateWordsBoard } from './driver.ts'

/** Not started yet. Back-off is the longest possible, so that tests do not depend on luck. */
export function gateWordsRig({ hasPositionSensor = true } = {}): PlayedRig<PlayedGateWords> {
  return playedRig(
    ({ clock, port }) => new GateWordsBoard({ streams: port.streams, clock, log: silentLog(), random: () => 0.999 }),
    given => new PlayedGateWords({ ...given, hasPositionSensor }),
  )
}
