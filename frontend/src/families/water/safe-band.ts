/** Where a value stands beside what is safe, as plain geometry. Pure. */
import { possible, type QualityThresholds } from '@palang/protocol'

/** The two that tell drinking water, in mg/l and in pH. */
export type Measure = 'tds' | 'ph'
export const measures = ['tds', 'ph'] as const

/** Decimals people read of each. */
export const digitsOf: Readonly<Record<Measure, number>> = { tds: 0, ph: 1 }

export interface Limits {
  /** Undefined where nothing is too low, or too high. */
  min: number | undefined
  max: number | undefined
}

/** What is safe of a measure. */
export function limitsOf(measure: Measure, thresholds: QualityThresholds | undefined): Limits {
  return measure === 'tds' ? { min: thresholds?.tds_min, max: thresholds?.tds_max } : { min: thresholds?.ph_min, max: thresholds?.ph_max }
}

/** How a value stands to what is safe; undefined while it is not known. */
export function standing(value: number | null | undefined, { min, max }: Limits): 'low' | 'safe' | 'high' | undefined {
  if (value === null || value === undefined) return undefined
  if (max !== undefined && value > max) return 'high'
  return min !== undefined && value < min ? 'low' : 'safe'
}

export interface SafeBand {
  /** Ends of the safe part and the place of the value, in hundredths of the scale. */
  safeFrom: number
  safeTo: number
  at: number | undefined
}

/** Beyond the safe part the scale goes on for so much of it, so that a value outside is seen to be. */
const beyond: Readonly<Record<Measure, number>> = { tds: 0.5, ph: 0.7 }

/** The scale of a measure: the safe part in the middle, or at the foot where nothing is too low; the value always on it. */
export function safeBand(measure: Measure, value: number | null | undefined, limits: Limits): SafeBand {
  const { min: least, max: most } = possible[measure]
  const safe = { from: limits.min ?? least, to: limits.max ?? most }
  const room = (safe.to - safe.from) * beyond[measure]
  const known = value ?? safe.from
  const from = Math.max(least, Math.min(limits.min === undefined ? least : safe.from - room, known))
  const to = Math.min(most, Math.max(limits.max === undefined ? most : safe.to + room, known))
  const place = (one: number) => (to === from ? 0 : Math.min(100, Math.max(0, ((one - from) / (to - from)) * 100)))
  return { safeFrom: place(safe.from), safeTo: place(safe.to), at: value === null || value === undefined ? undefined : place(value) }
}

export interface Trend {
  /** SVG paths of the runs without a gap, in a box of 100 × 100. */
  line: string
  /** Top and height of the safe part inside the box. */
  safeTop: number
  safeHeight: number
  /** The newest value there is. */
  last: { x: number; y: number } | undefined
}

/** A course without axes: `values` oldest first, null where there was none. The box shows the values, and as much of the safe part as is near. */
export function trendOf(values: readonly (number | null)[], limits: Limits): Trend | undefined {
  const known = values.filter(value => value !== null)
  if (known.length === 0) return undefined
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const pad = Math.max((high - low) * 0.35, Math.abs(high) * 0.02, 0.05)
  const [from, to] = [low - pad, high + pad]
  const x = (index: number) => (values.length <= 1 ? 100 : (index / (values.length - 1)) * 100)
  const y = (value: number) => Math.min(100, Math.max(0, (1 - (value - from) / (to - from)) * 100))
  const top = y(limits.max ?? Number.POSITIVE_INFINITY)
  const lastIndex = values.findLastIndex(value => value !== null)
  const last = values[lastIndex]
  return {
    line: runs(values, (value, index) => `${x(index).toFixed(2)} ${y(value).toFixed(2)}`),
    safeTop: top,
    safeHeight: Math.max(0, y(limits.min ?? Number.NEGATIVE_INFINITY) - top),
    last: last === null || last === undefined ? undefined : { x: x(lastIndex), y: y(last) },
  }
}

/** One path; a value alone between gaps is drawn as a dot of a line. */
function runs(values: readonly (number | null)[], place: (value: number, index: number) => string): string {
  let path = ''
  let inRun = false
  values.forEach((value, index) => {
    if (value !== null) {
      const point = place(value, index)
      path += inRun ? `L${point}` : `M${point}L${point}`
    }
    inRun = value !== null
  })
  return path
}
