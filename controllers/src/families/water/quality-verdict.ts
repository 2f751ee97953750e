/** Whether water is good, by its thresholds. */
import type { QualityReason, QualityThresholds, QualityVerdict } from '@palang/protocol'
import type { WaterValues } from './quality-filter.ts'
import { qualityLimits } from './quality-limits.ts'

/** What is wrong with the water itself; all other reasons are of the sensor. */
const ofWater = ['tds_high', 'tds_low', 'ph_high', 'ph_low', 'temperature_high'] as const satisfies readonly QualityReason[]

export function isOfWater(reason: QualityReason): boolean {
  return ofWater.some(one => one === reason)
}

/** Bad water, where a measurement says so; else any reason leaves it unknown. */
export function verdictOf(reasons: readonly QualityReason[]): QualityVerdict {
  if (reasons.length === 0) return 'good'
  return reasons.some(isOfWater) ? 'bad' : 'unknown'
}

/**
 * The thresholds `values` are beyond. One that was `before` is let go only when the value has come back by a little more than to the
 * threshold itself. A threshold whose value nobody measures is one nobody can vouch for.
 */
export function beyond(thresholds: QualityThresholds, values: WaterValues, before: readonly QualityReason[]): QualityReason[] {
  const { tds_min: tdsMin, tds_max: tdsMax, ph_min: phMin, ph_max: phMax, temperature_max: temperatureMax } = thresholds
  const { tds, ph, temperature } = values
  const { hysteresis } = qualityLimits
  const tdsBack = backBy((tdsMax ?? tdsMin ?? 0) * hysteresis.tdsShare, tdsMin, tdsMax)
  const phBack = backBy(hysteresis.ph, phMin, phMax)
  const over = (reason: QualityReason, limit: number | undefined, value: number, back: number): QualityReason[] =>
    limit !== undefined && value > limit - (before.includes(reason) ? back : 0) ? [reason] : []
  const under = (reason: QualityReason, limit: number | undefined, value: number, back: number): QualityReason[] =>
    limit !== undefined && value < limit + (before.includes(reason) ? back : 0) ? [reason] : []
  return [
    ...over('tds_high', tdsMax, tds, tdsBack),
    ...under('tds_low', tdsMin, tds, tdsBack),
    ...over('ph_high', phMax, ph, phBack),
    ...under('ph_low', phMin, ph, phBack),
    ...(temperature === null
      ? unmeasured(temperatureMax)
      : over('temperature_high', temperatureMax, temperature, backBy(hysteresis.temperature, 0, temperatureMax))),
  ]
}

function unmeasured(limit: number | undefined): QualityReason[] {
  return limit === undefined ? [] : ['sensor_impossible']
}

/** Between close thresholds there is little room to come back into. */
function backBy(usual: number, min: number | undefined, max: number | undefined): number {
  return min === undefined || max === undefined ? usual : Math.min(usual, (max - min) * qualityLimits.hysteresis.ofRange)
}
