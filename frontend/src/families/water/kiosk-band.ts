/** Where a measured value lies against what is safe, to be drawn. */
import type { QualityMeasure } from '@palang/protocol'
import type { PanelQuality } from '../../kiosk/snapshot.ts'

export interface Band {
  /** What is safe, in the unit of the value; an end that nobody set is open. */
  min: number | undefined
  max: number | undefined
  /** Both ends of what is safe and the value, as shares of the line drawn: 0 to 1. */
  from: number
  to: number
  at: number | undefined
  isSafe: boolean
}

/** Nothing where nobody set what is safe. The line is long enough for the value and shows what lies beyond the safe part. */
export function bandOf(quality: PanelQuality, measure: QualityMeasure): Band | undefined {
  const { min, max } = limitsOf(quality, measure)
  if (min === undefined && max === undefined) return undefined
  const value = quality[measure]
  const low = min ?? 0
  const high = max ?? low * 2 + 1
  const spare = measure === 'ph' ? (high - low) * 0.5 : high * 0.4
  const start = Math.min(measure === 'ph' ? low - spare : min === undefined ? 0 : low - spare, value ?? low)
  const end = Math.max(high + spare, value ?? high)
  const share = (of: number) => (of - start) / (end - start)
  return {
    min,
    max,
    from: share(min ?? start),
    to: share(max ?? end),
    at: value === null ? undefined : share(value),
    isSafe: value !== null && (min === undefined || value >= min) && (max === undefined || value <= max),
  }
}

function limitsOf({ thresholds }: PanelQuality, measure: QualityMeasure): { min: number | undefined; max: number | undefined } {
  switch (measure) {
    case 'tds':
      return { min: thresholds?.tds_min, max: thresholds?.tds_max }
    case 'ph':
      return { min: thresholds?.ph_min, max: thresholds?.ph_max }
    case 'temperature':
      return { min: undefined, max: thresholds?.temperature_max }
  }
}
