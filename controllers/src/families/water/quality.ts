/**
 * The quality of the water: each reading is calibrated, weighed and smoothed, and what it means is told and written down. Who is
 * served meanwhile is the interlock's to say.
 */
import type { QualityReading, QualityReason } from '@palang/protocol'
import type { SensorFault } from '../../devices/sensor/port.ts'
import { waterDelays } from './delays.ts'
import { valuesOf } from './quality-calibration.ts'
import { isUncalibrated } from './quality-due.ts'
import { forgetSameness, isFrozen, isJumping, noDoubts, noteSameness, weigh } from './quality-faults.ts'
import { believe, emptyFilter, middleOf, type WaterValues } from './quality-filter.ts'
import { qualityLimits } from './quality-limits.ts'
import { countIn, minuteFact } from './quality-minute.ts'
import type { QualityInput } from './quality-state.ts'
import { beyond, verdictOf } from './quality-verdict.ts'
import type { Turn } from './state.ts'
import { record, startTimer } from './turn.ts'

/** From now on the sensor is waited for, where there is one. */
export function watchQuality(turn: Turn): void {
  if (turn.config.quality.sensor === null) return
  turn.state.quality.reasons = ['no_reading_yet']
  awaitWord(turn)
}

/** An answer with values in it. */
export function onReading(turn: Turn, { tds, ph, temperature, uptimeMs }: Extract<QualityInput, { kind: 'reading' }>): void {
  const { state, context } = turn
  const { quality } = state
  awaitWord(turn)
  const raw = { tds, ph, temperature }
  noteSameness(quality.doubts, raw, uptimeMs, context.nowMs)
  const values = valuesOf(raw, state.settings?.calibration ?? null)
  if (values === null) return onImpossible(turn)
  quality.fault = null
  quality.doubts.impossible = 0
  const belief = weigh(quality.doubts, middleOf(quality.filter), values, context.nowMs)
  if (belief.kind === 'take') {
    if (belief.isNew) quality.filter = emptyFilter()
    for (const reading of belief.readings) believe(quality.filter, reading)
    quality.newest = newestOf(quality.filter, context.nowMs)
  }
  judge(turn)
  if (belief.kind === 'take') measured(turn, values)
}

/** The sensor has no values, or does not answer, or said nothing at all for too long. */
export function onSensorFault(turn: Turn, fault: SensorFault): void {
  awaitWord(turn)
  if (fault === 'impossible') return onImpossible(turn)
  without(turn, 'away')
}

export function onSensorRestarted(turn: Turn): void {
  forgetSameness(turn.state.quality.doubts)
}

/** The minute is over. */
export function onMinute(turn: Turn): void {
  const { quality } = turn.state
  if (quality.minute !== null) record(turn, { type: 'quality_measured', payload: minuteFact(quality.minute) })
  quality.minute = null
}

/** What was measured so far counts no more: the readings that come now say how the water is. */
export function measureAnew(turn: Turn): void {
  const { quality } = turn.state
  quality.filter = emptyFilter()
  quality.doubts = { ...noDoubts(), same: quality.doubts.same, uptime: quality.doubts.uptime, heardMs: quality.doubts.heardMs }
  quality.newest = null
  judge(turn)
}

/** One glitch is none; a second one leaves nothing of what was measured before. */
function onImpossible(turn: Turn): void {
  const { doubts } = turn.state.quality
  doubts.impossible += 1
  if (doubts.impossible >= qualityLimits.impossibleInARow) without(turn, 'impossible')
}

function without(turn: Turn, fault: SensorFault): void {
  const { quality } = turn.state
  quality.fault = fault
  quality.filter = emptyFilter()
  quality.newest = null
  judge(turn)
}

/** Draws the conclusion from all that is known, and writes it down where it is another one. */
function judge(turn: Turn): void {
  const { state } = turn
  const reasons = reasonsOf(turn)
  const verdict = verdictOf(reasons)
  Object.assign(state.quality, { verdict, reasons })
  const { written, newest } = state.quality
  const isSettled = !reasons.includes('no_reading_yet')
  if (isSettled && JSON.stringify(written) !== JSON.stringify({ verdict, reasons })) {
    state.quality.written = { verdict, reasons }
    record(turn, { type: 'quality_changed', payload: { verdict, reasons, ...readingOf(newest) } })
  }
}

function reasonsOf(turn: Turn): QualityReason[] {
  const { state, config, context } = turn
  const { quality, settings } = state
  if (quality.fault !== null) return [`sensor_${quality.fault}`]
  const middle = middleOf(quality.filter)
  if (middle === null || quality.filter.readings.length < qualityLimits.leastReadings) return ['no_reading_yet']
  const reasons = beyond(settings?.thresholds ?? config.quality.thresholds, middle, quality.reasons)
  if (isFrozen(quality.doubts)) reasons.push('sensor_frozen')
  if (isJumping(quality.doubts)) reasons.push('sensor_jump')
  const isLocking = config.quality.overdue === 'lock' && isUncalibrated(settings?.calibration ?? null, context.nowMs)
  return isLocking ? [...reasons, 'calibration_overdue'] : reasons
}

function measured(turn: Turn, values: WaterValues): void {
  const { state, context } = turn
  const { quality } = state
  if (quality.minute === null) startTimer(turn, 'quality_minute', waterDelays.qualityMinuteMs)
  quality.minute = countIn(quality.minute, values, quality.verdict, context.nowMs)
}

function awaitWord(turn: Turn): void {
  const { sensor } = turn.config.quality
  if (sensor !== null) startTimer(turn, 'quality_stale', sensor.staleMs)
}

function newestOf(filter: Turn['state']['quality']['filter'], nowMs: number): QualityReading | null {
  const middle = middleOf(filter)
  return middle === null ? null : { at: new Date(nowMs).toISOString(), ...rounded(middle) }
}

function rounded({ tds, ph, temperature }: WaterValues): WaterValues {
  return { tds: hundredths(tds), ph: hundredths(ph), temperature: temperature === null ? null : hundredths(temperature) }
}

const hundredths = (value: number) => Math.round(value * 100) / 100

/** The newest reading, where there is one, as facts carry it. */
export function readingOf(newest: QualityReading | null): { reading?: QualityReading } {
  return newest === null ? {} : { reading: newest }
}
