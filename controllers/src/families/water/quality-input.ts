/** Everything the machine hears of its water: from the sensor, from the flush valve, from persons and from its own timers. */
import { waterDelays, type QualityTimer } from './delays.ts'
import { onFlush, onFlushed, onInterlockTimer, resumeInterlock } from './interlock.ts'
import { measureAnew, onMinute, onReading, onSensorFault, onSensorRestarted, watchQuality } from './quality.ts'
import { isOverdue } from './quality-due.ts'
import type { QualityInput } from './quality-state.ts'
import type { LearnedSettings } from './settings.ts'
import type { Turn } from './state.ts'
import { clearAlarm, raiseAlarm, startTimer } from './turn.ts'

/** Something was heard of the water. What follows from it for the sale is `followQuality`'s, after the step. */
export function onQualityInput(turn: Turn, input: QualityInput): void {
  switch (input.kind) {
    case 'reading':
      return onReading(turn, input)
    case 'sensor_fault':
      return onSensorFault(turn, input.fault)
    case 'sensor_restarted':
      return onSensorRestarted(turn)
    case 'flush':
      return onFlush(turn, input)
    case 'flushed':
      return onFlushed(turn, input.result)
  }
}

/** What each timer of the water means. */
export const onQualityTimer: Readonly<Record<QualityTimer, (turn: Turn) => void>> = {
  quality_stale: turn => onSensorFault(turn, 'away'),
  quality_minute: onMinute,
  interlock: onInterlockTimer,
  calibration: lookAtCalibration,
}

/** This program begins. */
export function startQuality(turn: Turn): void {
  watchQuality(turn)
  resumeInterlock(turn)
  lookAtCalibration(turn)
}

/** The hub has told something anew. By another calibration the same water measures otherwise: that is no jump of the water. */
export function onLearned(turn: Turn, before: LearnedSettings | null): void {
  const { calibration } = turn.state.settings ?? {}
  const isOther = (['tds', 'ph'] as const).some(
    name => JSON.stringify(calibration?.[name]?.points) !== JSON.stringify(before?.calibration?.[name]?.points),
  )
  if (isOther && turn.config.quality.sensor !== null) measureAnew(turn)
  lookAtCalibration(turn)
}

/** A calibration becomes overdue by itself, and is renewed at the hub. */
function lookAtCalibration(turn: Turn): void {
  const { state, config, context } = turn
  const of = config.quality.sensor === null ? 'flow' : 'any'
  if (isOverdue(state.settings?.calibration ?? null, context.nowMs, of))
    raiseAlarm(turn, 'calibration_overdue', 'warning', 'Sensor or flow meter has to be calibrated anew')
  else clearAlarm(turn, 'calibration_overdue')
  startTimer(turn, 'calibration', waterDelays.calibrationLookMs)
}
