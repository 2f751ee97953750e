/** The chart of days as plain geometry. Pure. */
import { roundStep } from '../../ui/chart-scale.ts'

export interface Bar {
  /** Left edge and width, in hundredths of the chart's width. */
  x: number
  width: number
  /** Top edge and height of what came in, in hundredths of the chart's height. */
  inTop: number
  inHeight: number
  /** Likewise of what went out; hangs below the zero line. */
  outTop: number
  outHeight: number
}

export interface DayBars {
  bars: Bar[]
  /** Where nothing is, in hundredths of the chart's height. */
  zero: number
  /** Round amounts with a line of their own, the largest first. */
  lines: { amount: number; y: number }[]
}

/** How much of a day's place its bar fills. */
const filled = 0.62

/** Bars of money in (zero or more) and out (zero or less), on one scale. */
export function dayBars(days: readonly { in: number; out: number }[]): DayBars {
  const step = roundStep(Math.max(1, ...days.map(day => day.in), ...days.map(day => -day.out)))
  const above = Math.max(step, Math.ceil(Math.max(0, ...days.map(day => day.in)) / step) * step)
  const below = Math.ceil(Math.max(0, ...days.map(day => -day.out)) / step) * step
  const y = (amount: number) => ((above - amount) / (above + below)) * 100
  const place = 100 / Math.max(1, days.length)
  const zero = y(0)
  return {
    zero,
    bars: days.map((day, index) => ({
      x: place * (index + (1 - filled) / 2),
      width: place * filled,
      inTop: y(day.in),
      inHeight: zero - y(day.in),
      outTop: zero,
      outHeight: y(day.out) - zero,
    })),
    lines: Array.from({ length: (above + below) / step + 1 }, (_, index) => above - index * step).map(amount => ({ amount, y: y(amount) })),
  }
}
