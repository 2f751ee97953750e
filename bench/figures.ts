/** Percentiles and rates, and the table they are shown in. */

import type { Target } from './targets.ts'

export interface Row {
  /** What was measured. */
  what: string
  measured: number
  unit: string
  /** What it is held to; absent for figures without a target. */
  target?: Pick<Target, 'bound' | 'value'>
  /** The same, measured on the reference in the same run. */
  reference?: number
}

/** The value below which `share` (0–1) of `values` lie; NaN of nothing. Does not change `values`. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** Whether the row meets its target; undefined without one. */
export function meets({ measured, target }: Row): boolean | undefined {
  if (target === undefined) return undefined
  return target.bound === 'least' ? measured >= target.value : measured <= target.value
}

/** Rows as aligned text, with target, reference and their ratio. */
export function renderTable(title: string, rows: readonly Row[]): string {
  const cells = [['what', 'measured', 'target', '', 'reference', 'of it'], ...rows.map(cellsOf)]
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0))) ?? []
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return [title, ...cells.map(line)].join('\n')
}

function cellsOf(row: Row): string[] {
  const { what, measured, unit, target, reference } = row
  const verdict = meets(row)
  return [
    what,
    `${number(measured)} ${unit}`,
    target === undefined ? '' : `${target.bound === 'least' ? '≥' : '≤'} ${number(target.value)}`,
    verdict === undefined ? '' : verdict ? 'met' : 'MISSED',
    reference === undefined ? '' : number(reference),
    reference === undefined || reference === 0 ? '' : `${Math.round((measured / reference) * 100)} %`,
  ]
}

function number(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Math.round(value * 10) / 10)
}
