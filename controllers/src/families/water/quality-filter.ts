/** What is made of readings that are believed: the middle of the last five, and the average of such middles. */
import { qualityLimits } from './quality-limits.ts'

export interface WaterValues {
  tds: number
  ph: number
  /** Null without a thermometer. */
  temperature: number | null
}

export interface QualityFilter {
  /** Oldest first. */
  readings: WaterValues[]
  medians: WaterValues[]
}

export const emptyFilter = (): QualityFilter => ({ readings: [], medians: [] })

/** Takes one more reading into `filter`. */
export function believe(filter: QualityFilter, values: WaterValues): void {
  filter.readings = [...filter.readings, values].slice(-qualityLimits.medianOf)
  const middle = middleOf(filter)
  if (middle !== null) filter.medians = [...filter.medians, middle].slice(-qualityLimits.averageOf)
}

/** The middle of the last readings; null before there is any. A spike is not in it, a step is after half of them. */
export function middleOf({ readings }: QualityFilter): WaterValues | null {
  const newest = readings.at(-1)
  if (newest === undefined) return null
  const temperatures = readings.flatMap(({ temperature }) => (temperature === null ? [] : [temperature]))
  return {
    tds: median(readings.map(({ tds }) => tds)),
    ph: median(readings.map(({ ph }) => ph)),
    temperature: newest.temperature === null ? null : median(temperatures),
  }
}

/** The moving average; null before there is any. */
export function averageOf({ medians }: QualityFilter): { tds: number; ph: number } | null {
  if (medians.length === 0) return null
  const mean = (of: (values: WaterValues) => number) => medians.reduce((sum, values) => sum + of(values), 0) / medians.length
  return { tds: mean(({ tds }) => tds), ph: mean(({ ph }) => ph) }
}

/** Of at least one value; between the two in the middle of an even number. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const [upper = 0, lower = upper] = [sorted[half], sorted[half - 1]]
  return sorted.length % 2 === 0 ? (lower + upper) / 2 : upper
}
