/** From what the sensor said to what is in the water: a straight line through the points of its calibration. */
import { possible, type QualityMeasure, qualityMeasure } from '@palang/protocol'
import type { WaterValues } from './quality-filter.ts'

export interface CalibrationPoint {
  measured: number
  reference: number
}

/** No sensor worth using is off by more. */
const slopes = { least: 0.2, most: 5 } as const

/**
 * `raw` by the points of a calibration: two are a straight line, one shifts, none changes nothing. Null when the points are not those
 * of any sensor: the same value in two liquids, or a slope that turns or flattens everything.
 */
export function calibrated(points: readonly CalibrationPoint[] | undefined, raw: number): number | null {
  const [one, other] = points ?? []
  if (one === undefined) return raw
  if (other === undefined) return raw + one.reference - one.measured
  const slope = (other.reference - one.reference) / (other.measured - one.measured)
  if (!(slope >= slopes.least && slope <= slopes.most)) return null
  return one.reference + (raw - one.measured) * slope
}

/** The values of a reading, calibrated; null when one of them cannot be. */
export function valuesOf(
  raw: WaterValues,
  calibration: {
    tds?: { points: readonly CalibrationPoint[] } | undefined
    ph?: { points: readonly CalibrationPoint[] } | undefined
  } | null,
): WaterValues | null {
  const tds = calibrated(calibration?.tds?.points, raw.tds)
  const ph = calibrated(calibration?.ph?.points, raw.ph)
  if (tds === null || ph === null) return null
  const values = { tds, ph, temperature: raw.temperature }
  return qualityMeasure.options.every(name => isPossible(name, values[name])) ? values : null
}

function isPossible(name: QualityMeasure, value: number | null): boolean {
  const { min, max } = possible[name]
  return value === null || (value >= min && value <= max)
}
