/** Every time and bound of a water machine, in one table. */
import { sellingDelays } from '../till/delays.ts'
import type { TillTimer } from '../till/till.ts'

/** Of the water: no word of the sensor, a minute of readings, the step of the interlock, a calibration that may be overdue. */
export type QualityTimer = 'quality_stale' | 'quality_minute' | 'interlock' | 'calibration'

/** The timers of a water machine; one of each name runs at a time. */
export type TimerName = 'look_again' | 'help' | 'thanks' | 'credit' | TillTimer | QualityTimer

export const waterDelays = {
  ...sellingDelays,
  /** Readings of so long are one fact. */
  qualityMinuteMs: 60_000,
  /** How often it is looked whether a calibration has become overdue. */
  calibrationLookMs: 3_600_000,
} as const satisfies Record<string, number>

/** How much more than ordered the meter may count before the valve counts as stuck: what is in the pipe, at least. */
export const overRun = { leastPulses: 50, share: 0.1 } as const
