import type { Period } from '../../api/money-endpoints.ts'

const dayMs = 86_400_000
const halfDayMs = dayMs / 2

/** The moments between which the days of `period` lie, both included, where `dayStart` says when the day of a moment began. */
export function daysBetween({ from, to }: Period, dayStart: (atMs: number) => number): { from: string; to: string } {
  // At noon of Greenwich it is the same day from there to eleven hours east.
  const begin = (day: string) => dayStart(Date.parse(day) + halfDayMs)
  const nextDay = new Date(Date.parse(to) + dayMs).toISOString().slice(0, 10)
  return { from: new Date(begin(from)).toISOString(), to: new Date(begin(nextDay)).toISOString() }
}
