/** The stretches of a stay: which band applies from which minute on, and where its calendar days begin. */
import { bandPlan, noBand } from './band-plan.ts'
import type { Tariff } from './schema.ts'
import { dayAt, momentOf, offsetsBetween } from './wall-clock.ts'

/** Minutes are those of the stay: minute n begins n minutes after the entry. A boundary within a minute applies from the next one on. */
export interface Timeline {
  /** Where a stretch begins; the first at 0. Each lasts until the next one begins, the last for ever. */
  stretchStarts: number[]
  /** The band of each stretch, its place in the tariff's list, or `noBand`. */
  stretchBands: number[]
  /** Where the second, third … calendar day of the stay begins. */
  dayStarts: number[]
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** A stay of a tariff without bands and calendar days: the clock on the wall does not matter. */
export const timeless: Timeline = { stretchStarts: [0], stretchBands: [noBand], dayStarts: [] }

/** The stretches of a stay, somewhat beyond its end so that the last of them has one. Throws `RangeError` for an unknown time zone. */
export function timelineOf(tariff: Tariff, timeZone: string, enteredAtMs: number, durationMinutes: number): Timeline {
  const plan = bandPlan(tariff)
  const untilMs = enteredAtMs + durationMinutes * minuteMs
  const offsets = offsetsBetween(timeZone, enteredAtMs, untilMs)
  const minuteOfStay = (wallMs: number) => Math.max(0, Math.ceil((momentOf(offsets, wallMs) - enteredAtMs) / minuteMs))

  const found: Timeline = { stretchStarts: [], stretchBands: [], dayStarts: [] }
  const begunOn: number[] = []
  const first = dayAt(offsets, enteredAtMs)
  let yesterday = plan.kindOf(first - 1)
  for (let day = first, start = 0; start < durationMinutes; day++) {
    const today = plan.kindOf(day)
    for (const { minute, band, begunDaysAgo } of plan.pieces(yesterday, today)) {
      const begun = band === noBand ? 0 : day - begunDaysAgo
      addStretch(found, begunOn, minuteOfStay(day * dayMs + minute * minuteMs), band, begun)
    }
    yesterday = today
    start = minuteOfStay((day + 1) * dayMs)
    found.dayStarts.push(start)
  }
  return found
}

/** One that ends before it holds a whole minute of the stay gives way to the next. */
function addStretch({ stretchStarts, stretchBands }: Timeline, begunOn: number[], start: number, band: number, begun: number): void {
  while (stretchStarts.at(-1) === start) {
    stretchStarts.pop()
    stretchBands.pop()
    begunOn.pop()
  }
  if (stretchBands.at(-1) === band && begunOn.at(-1) === begun) return
  stretchStarts.push(start)
  stretchBands.push(band)
  begunOn.push(begun)
}
