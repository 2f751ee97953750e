/**
 * What keeps people safe: nothing runs with the door open or the emergency stop pressed or not acknowledged, never longer than it may, and
 * with a rest after each treatment. What the board has not said counts as not safe.
 */
import type { TreatmentClosed } from '@palang/protocol'
import type { TreatmentSwitches } from '../../devices/board/treatment-port.ts'
import { ozoneDelays } from './delays.ts'
import { settingsInForce } from './settings.ts'
import type { OzoneConfig, OzoneState, Run, Turn } from './state.ts'
import { clearAlarm, raiseAlarm, startTimer } from './turn.ts'

type Guarded = Pick<OzoneState, 'board' | 'switches' | 'isStopLatched' | 'alarms'>

/** What forbids that anything runs, whoever asks; null when nothing does. */
export function dangerOf(
  { board, switches, isStopLatched, alarms }: Guarded,
  { hasDoor }: Pick<OzoneConfig, 'hasDoor'>,
): TreatmentClosed | null {
  if (isStopLatched || switches.emergency_stop === true) return 'emergency_stop'
  if (hasDoor && switches.door === true) return 'door_open'
  if (alarms.includes('treatment_over_run')) return 'not_stopping'
  const isHeard = switches.emergency_stop !== null && (!hasDoor || switches.door !== null)
  return board === true && isHeard ? null : 'device_unavailable'
}

/** How long the machine still rests, milliseconds; a clock that was set does not lengthen it. */
export function restLeftMs(state: Pick<OzoneState, 'restUntilMs' | 'ordered'>, config: OzoneConfig, nowMs: number): number {
  return Math.min(settingsInForce(state, config).coolDownS * 1_000, Math.max(0, state.restUntilMs - nowMs))
}

/** Takes the switches over; whatever runs is stopped at once when they forbid it. */
export function onSwitches(turn: Turn, switches: TreatmentSwitches): void {
  const { state, config } = turn
  state.switches = switches
  if (switches.emergency_stop === true) latchStop(turn)
  if (config.hasDoor && switches.door === true) {
    raiseAlarm(turn, 'door_open', 'warning', 'The door of the machine is open')
    stopRun(turn, 'door')
  } else if (switches.door !== null) clearAlarm(turn, 'door_open')
}

/** Pressed, whoever told of it: released alone does not open the machine again. */
export function latchStop(turn: Turn): void {
  turn.state.isStopLatched = true
  raiseAlarm(turn, 'emergency_stop', 'critical', 'The emergency stop was pressed; when it is released, a person sets the mode anew')
  stopRun(turn, 'estop')
}

/** A person has looked after the machine. What is still pressed, or still runs, stays as it is. */
export function acknowledge(turn: Turn): void {
  const { state } = turn
  if (state.switches.emergency_stop === false) {
    state.isStopLatched = false
    clearAlarm(turn, 'emergency_stop')
  }
  if (state.run === null) clearAlarm(turn, 'treatment_over_run')
}

/** Ends the treatment under way by the machine's own will. */
export function stopRun(turn: Turn, why: NonNullable<Run['stoppedFor']>): void {
  const { run } = turn.state
  if (run === null) return
  run.stoppedFor ??= why
  if (run.stage !== 'asked') turn.effects.push({ do: 'halt' })
}

/** The longest it may take is over, and the board has told no end: it is stopped, again and again, and nobody else is served. */
export function onMaxRun(turn: Turn): void {
  const { state } = turn
  if (state.run === null || state.run.stage === 'asked') return
  startTimer(turn, 'max_run', ozoneDelays.overRunMs)
  stopRun(turn, 'max_run')
  // A board that is away has its dead-man.
  if (state.board === true)
    raiseAlarm(turn, 'treatment_over_run', 'critical', 'A treatment runs longer than was ordered; the relay may not open')
}

/** The rest after a treatment begins. */
export function beginRest(turn: Turn): void {
  const { state, config, context } = turn
  const { coolDownS } = settingsInForce(state, config)
  state.restUntilMs = context.nowMs + coolDownS * 1_000
  if (coolDownS > 0) startTimer(turn, 'cool', coolDownS * 1_000)
}
