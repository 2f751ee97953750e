/** What a chart of treatments stands for, row by row, and its bars, lines and slices as plain geometry. Pure. */
import { treatment, type TreatmentAnalytics, type TreatmentSums } from '@palang/protocol'
import { roundStep } from '../../ui/chart-scale.ts'
import type { Group, Measure } from './asked.ts'

/** What is drawn apart: each treatment, or one figure of all. */
export type SeriesKey = 'BASIC' | 'STANDARD' | 'PREMIUM' | 'total' | 'revenue'

export interface ChartRow {
  /** A day, `2026-01-20`, or an hour, `9`. */
  key: string
  parts: { key: SeriesKey; value: number }[]
  total: number
  revenue: number | undefined
  /** The same figure in the period before; undefined where that has no such row. */
  ghost: number | undefined
}

/** One row for each hour, day, week, month or year. `before`: the same of the period before, once it is known. */
export function chartRows(answer: TreatmentAnalytics, before: TreatmentAnalytics | undefined, group: Group, measure: Measure): ChartRow[] {
  if (group === 'hour') return hourRows(answer, before)
  return answer.points.map((point, index) => {
    const earlier = before?.points[index]
    return {
      key: point.date,
      parts: measure === 'revenue' ? [{ key: 'revenue', value: point.revenue }] : treatmentParts(point),
      total: point.total,
      revenue: point.revenue,
      ghost: measure === 'revenue' ? earlier?.revenue : earlier?.total,
    }
  })
}

/** How many of each treatment. */
export function treatmentParts(sums: TreatmentSums): { key: SeriesKey; value: number }[] {
  return treatment.options.map(key => ({ key, value: sums[key] }))
}

/** The hours of the day, the empty ones too. */
export function hourRows({ hours }: TreatmentAnalytics, before: TreatmentAnalytics | undefined): ChartRow[] {
  const of = (list: TreatmentAnalytics['hours'], hour: number) => list.find(one => one.hour === hour)?.total ?? 0
  return Array.from({ length: 24 }, (_, hour) => {
    const total = of(hours, hour)
    return {
      key: String(hour),
      parts: [{ key: 'total', value: total }],
      total,
      revenue: undefined,
      ghost: before === undefined ? undefined : of(before.hours, hour),
    }
  })
}

export interface ChartPlan {
  /** Round values with a line of their own, the largest first; `y` in hundredths of the height. */
  lines: { value: number; y: number }[]
  /** In hundredths of the chart; `ghostTop` is undefined where there is nothing to compare with. */
  columns: {
    x: number
    middle: number
    width: number
    parts: { key: SeriesKey; top: number; height: number }[]
    ghostTop: number | undefined
  }[]
  /** The courses of the parts as paths, and that of the period before. */
  courses: { key: SeriesKey; path: string }[]
  ghost: string
}

/** How much of its place a bar fills. */
const filled = 0.64

/** Stacked bars, and a course for each part and for their sum, on a scale from nothing to what is most. */
export function chartPlan(rows: readonly ChartRow[]): ChartPlan {
  const most = Math.max(1, ...rows.map(({ parts }) => sum(parts)), ...rows.map(row => row.ghost ?? 0))
  const step = roundStep(most)
  const top = Math.ceil(most / step) * step
  const y = (value: number) => (1 - value / top) * 100
  const place = 100 / Math.max(1, rows.length)
  const middle = (index: number) => place * (index + 0.5)
  const course = (values: readonly (number | undefined)[]) =>
    values
      .flatMap((value, index) => (value === undefined ? [] : [`${middle(index).toFixed(2)} ${y(value).toFixed(2)}`]))
      .map((at, index) => `${index === 0 ? 'M' : 'L'}${at}`)
      .join('')
  return {
    lines: Array.from({ length: Math.round(top / step) + 1 }, (_, index) => top - index * step).map(value => ({ value, y: y(value) })),
    columns: rows.map((row, index) => ({
      x: place * (index + (1 - filled) / 2),
      middle: middle(index),
      width: place * filled,
      parts: stacked(row).map(({ key, from, to }) => ({ key, top: y(to), height: y(from) - y(to) })),
      ghostTop: row.ghost === undefined ? undefined : y(row.ghost),
    })),
    courses: courseKeys(rows).map(key => ({
      key,
      path: course(rows.map(row => (key === 'total' ? sum(row.parts) : row.parts.find(part => part.key === key)?.value))),
    })),
    ghost: course(rows.map(row => row.ghost)),
  }
}

/** The sum is what the period before is compared with; alone it is its own part. */
function courseKeys(rows: readonly ChartRow[]): SeriesKey[] {
  const keys = rows[0]?.parts.map(({ key }) => key) ?? []
  return keys.length > 1 ? [...keys, 'total'] : keys
}

const sum = (parts: readonly { value: number }[]) => parts.reduce((all, { value }) => all + value, 0)

function stacked({ parts }: ChartRow): { key: SeriesKey; from: number; to: number }[] {
  let from = 0
  return parts.map(({ key, value }) => {
    const part = { key, from, to: from + value }
    from += value
    return part
  })
}

export interface Slice {
  key: SeriesKey
  value: number
  /** Of the whole, 0–1. */
  share: number
  /** Round a circle about 0 0 with radius 1, from the top. */
  path: string
}

/** Slices of a ring in the order of the parts, empty ones left out; none when there is nothing. */
export function slicesOf(parts: readonly { key: SeriesKey; value: number }[], hole: number): Slice[] {
  const all = sum(parts)
  let from = 0
  return parts
    .filter(({ value }) => value > 0)
    .map(({ key, value }) => {
      const share = value / all
      const path = ringPath(from, from + share, hole)
      from += share
      return { key, value, share, path }
    })
}

function ringPath(from: number, to: number, hole: number): string {
  // A whole ring has no two ends: it is drawn as two halves.
  if (to - from > 0.9999) return `${ringPath(from, from + 0.5, hole)}${ringPath(from + 0.5, from + 0.9998, hole)}`
  const at = (part: number, radius: number) => {
    const angle = (part - 0.25) * 2 * Math.PI
    return `${(Math.cos(angle) * radius).toFixed(4)} ${(Math.sin(angle) * radius).toFixed(4)}`
  }
  const large = to - from > 0.5 ? 1 : 0
  return `M${at(from, 1)}A1 1 0 ${large} 1 ${at(to, 1)}L${at(to, hole)}A${hole} ${hole} 0 ${large} 0 ${at(from, hole)}Z`
}
