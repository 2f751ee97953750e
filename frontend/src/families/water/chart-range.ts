/** The stretches of time a chart shows. Pure. */
export const ranges = ['day', 'week', 'month', 'year'] as const
export type Range = (typeof ranges)[number]

const dayMs = 86_400_000
const days: Readonly<Record<Range, number>> = { day: 1, week: 7, month: 30, year: 365 }

/** From when to when, milliseconds; both ends on whole minutes, so that a page asks for the same stretch for a minute. */
export function rangeOf(range: Range, nowMs: number): { fromMs: number; toMs: number } {
  const toMs = Math.ceil(nowMs / 60_000) * 60_000
  return { fromMs: toMs - days[range] * dayMs, toMs }
}
