/** The chart of readings as plain geometry, in pixels of the plot. Pure. */
import type { MachineMetrics, MetricBucket, MetricPoint } from '@palang/protocol'
import type { Limits, Measure } from './safe-band.ts'

export type MetricMark = MachineMetrics['marks'][number]

export interface ChartFrame {
  fromMs: number
  toMs: number
  width: number
  height: number
}

export interface QualityChart {
  /** Between the least and the most of each bucket. */
  spread: string
  /** The means, and their moving average. */
  mean: string
  average: string
  /** What is safe. */
  safe: { top: number; height: number }
  /** Limits that lie inside the plot. */
  limits: { value: number; y: number }[]
  ticks: { value: number; y: number }[]
  /** Where the buckets are, in their order. */
  xs: number[]
  averageYs: number[]
  marks: { mark: MetricMark; x: number }[]
}

const bucketMs: Readonly<Record<MetricBucket, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }
/** So many buckets without a reading are a gap in the line, not a slow change. */
const gapBuckets = 3

/** Draws one measure of `metrics`. */
export function qualityChart(metrics: MachineMetrics, measure: Measure, limits: Limits, frame: ChartFrame): QualityChart {
  const scale = valueScale(metrics.points, measure, limits)
  const x = (atMs: number) => ((atMs - frame.fromMs) / (frame.toMs - frame.fromMs)) * frame.width
  const y = (value: number) => (1 - (value - scale.from) / (scale.to - scale.from)) * frame.height
  const inside = (value: number) => Math.min(frame.height, Math.max(0, y(value)))
  const runs = unbroken(metrics.points, bucketMs[metrics.bucket] * gapBuckets)
  const at = (point: MetricPoint) => Date.parse(point.at)
  const line = (value: (point: MetricPoint) => number) =>
    runs
      .map(run =>
        pathOf(
          run.map(point => [x(at(point)), y(value(point))]),
          'M',
        ),
      )
      .join('')
  const top = limits.max === undefined ? 0 : inside(limits.max)
  return {
    spread: runs
      .map(run => {
        const above = run.map((point): Place => [x(at(point)), y(point[measure].max)])
        const below = run.toReversed().map((point): Place => [x(at(point)), y(point[measure].min)])
        return `${pathOf(above, 'M')}${pathOf(below, 'L')}Z`
      })
      .join(''),
    mean: line(point => point[measure].mean),
    average: line(point => point.average[measure]),
    safe: { top, height: Math.max(0, (limits.min === undefined ? frame.height : inside(limits.min)) - top) },
    limits: [limits.min, limits.max]
      .filter(value => value !== undefined && value >= scale.from && value <= scale.to)
      .flatMap(value => (value === undefined ? [] : [{ value, y: y(value) }])),
    ticks: scale.ticks.map(value => ({ value, y: y(value) })),
    xs: metrics.points.map(point => x(at(point))),
    averageYs: metrics.points.map(point => y(point.average[measure])),
    marks: metrics.marks.map(mark => ({ mark, x: x(Date.parse(mark.at)) })).filter(mark => mark.x >= 0 && mark.x <= frame.width),
  }
}

type Place = [x: number, y: number]

function pathOf(places: readonly Place[], first: 'M' | 'L'): string {
  return places.map(([x, y], index) => `${index === 0 ? first : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
}

/** The points in runs that have no gap longer than `gapMs`. */
function unbroken(points: readonly MetricPoint[], gapMs: number): MetricPoint[][] {
  const found: MetricPoint[][] = []
  let before = Number.NEGATIVE_INFINITY
  for (const point of points) {
    const atMs = Date.parse(point.at)
    const run = found.at(-1)
    if (run === undefined || atMs - before > gapMs) found.push([point])
    else run.push(point)
    before = atMs
  }
  return found
}

/** Least room around what was measured. */
const roomOf: Readonly<Record<Measure, number>> = { tds: 12, ph: 0.3 }
const steps: Readonly<Record<Measure, readonly number[]>> = {
  tds: [5, 10, 20, 50, 100, 200],
  ph: [0.1, 0.2, 0.5, 1, 2],
}
const mostTicks = 5

/** From a round value below everything to one above it; the limits are seen with what was measured. */
function valueScale(points: readonly MetricPoint[], measure: Measure, { min, max }: Limits) {
  const known = [min, max].filter(value => value !== undefined)
  let [low, high] = [Math.min(...known), Math.max(...known)]
  for (const point of points) {
    low = Math.min(low, point[measure].min)
    high = Math.max(high, point[measure].max)
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) [low, high] = measure === 'tds' ? [0, 300] : [6, 9]
  const room = roomOf[measure]
  const span = high - low + room * 2
  const step = steps[measure].find(one => span / one <= mostTicks) ?? steps[measure].at(-1) ?? 1
  const from = Math.max(0, Math.floor((low - room) / step) * step)
  const to = Math.ceil((high + room) / step) * step
  const count = Math.round((to - from) / step)
  return { from, to, ticks: Array.from({ length: count + 1 }, (_, index) => Number((from + index * step).toFixed(2))) }
}

const hourMs = 3_600_000
const timeSteps = [hourMs, 3 * hourMs, 6 * hourMs, 12 * hourMs, ...[1, 2, 7, 14, 30, 61].map(days => days * 24 * hourMs)]

/** Round moments inside the frame, at most `most`, counted from where a day of the outlet begins. */
export function timeTicks(
  { fromMs, toMs, width }: ChartFrame,
  dayStartMs: number,
  most: number,
): { atMs: number; x: number; isDay: boolean }[] {
  const step = timeSteps.find(one => (toMs - fromMs) / one <= most) ?? 61 * 24 * hourMs
  const first = dayStartMs + Math.ceil((fromMs - dayStartMs) / step) * step
  const count = Math.max(0, Math.floor((toMs - first) / step) + 1)
  return Array.from({ length: count }, (_, index) => {
    const atMs = first + index * step
    return { atMs, x: ((atMs - fromMs) / (toMs - fromMs)) * width, isDay: step >= 24 * hourMs }
  })
}

/** Least room between two flags. */
const flagWidth = 22

/** Marks that would stand on one another, as one, in their order. */
export function flagsOf(marks: QualityChart['marks']): { x: number; marks: MetricMark[] }[] {
  const flags: { x: number; marks: MetricMark[] }[] = []
  for (const { mark, x } of marks) {
    const last = flags.at(-1)
    if (last === undefined || x - last.x >= flagWidth) flags.push({ x, marks: [mark] })
    else last.marks.push(mark)
  }
  return flags
}

/** The bucket nearest to `x`; undefined when there is none. */
export function nearest(xs: readonly number[], x: number): number | undefined {
  if (xs.length === 0) return undefined
  let [low, high] = [0, xs.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((xs[middle] ?? 0) <= x) low = middle
    else high = middle
  }
  return Math.abs((xs[low] ?? 0) - x) <= Math.abs((xs[high] ?? 0) - x) ? low : high
}
