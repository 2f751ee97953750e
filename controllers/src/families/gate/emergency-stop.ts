/**
 * The emergency stop of the board: while it is pressed nothing moves, no money is taken and no order is accepted. What it
 * broke off is not made up for by itself when it is released, but for a gate that is held open.
 */
import { cancelCharge } from './card-charge.ts'
import { cancelOnline } from './online-question.ts'
import type { Turn } from './state.ts'
import { clearAlarm, raiseAlarm } from './turn.ts'

/** The stop was pressed or released, or the board told anew how it is. */
export function onEmergencyStop(turn: Turn, on: boolean): void {
  const { state } = turn
  state.inputs = { ...state.inputs, estop: on }
  if (on) {
    if (state.visit !== null) {
      cancelOnline(turn, state.visit)
      cancelCharge(turn, state.visit)
    }
    return raiseAlarm(turn, 'emergency_stop', 'critical', 'The emergency stop at the gate is pressed')
  }
  clearAlarm(turn, 'emergency_stop')
  state.holdOrdered = false
}
