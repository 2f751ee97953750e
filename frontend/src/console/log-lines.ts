/** Log lines as the page keeps them: newest first, bounded, filtered. Pure. */
import type { LogLine } from '@palang/protocol'

export type Level = LogLine['level']

const weight: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 }

/** More lines than anybody scrolls through; older ones fall off the end. */
export const linesKept = 2_000

/** Whether a line is at least as grave as `level`, from `source` if one is chosen, and contains `text`. */
export function passes(line: LogLine, filter: { level: Level; source: string; text: string }): boolean {
  if (weight[line.level] < weight[filter.level]) return false
  if (filter.source !== '' && line.source !== filter.source) return false
  const wanted = filter.text.trim().toLowerCase()
  return wanted === '' || line.message.toLowerCase().includes(wanted) || JSON.stringify(line.fields).toLowerCase().includes(wanted)
}

/** What tells two lines apart. */
export function lineKey(line: LogLine): string {
  return `${line.at} ${line.source} ${line.message}`
}

/** `newer` put before `older`, without lines that are in both. */
export function mergeLines(newer: readonly LogLine[], older: readonly LogLine[]): LogLine[] {
  const merged = new Map<string, LogLine>()
  for (const line of [...newer, ...older]) merged.set(lineKey(line), line)
  return [...merged.values()].toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, linesKept)
}
