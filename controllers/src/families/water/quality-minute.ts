/** One minute of readings, as one fact. */
import type { QualityVerdict, WaterFact } from '@palang/protocol'
import type { WaterValues } from './quality-filter.ts'
import type { QualityMinute } from './quality-state.ts'

type Measured = Extract<WaterFact, { type: 'quality_measured' }>['payload']
type Sum = QualityMinute['tds']

const worse: Readonly<Record<QualityVerdict, number>> = { good: 0, unknown: 1, bad: 2 }

/** `minute` with one more reading; null is one that begins with it. */
export function countIn(minute: QualityMinute | null, values: WaterValues, verdict: QualityVerdict, nowMs: number): QualityMinute {
  const { temperature } = values
  const count = (minute?.temperature?.count ?? 0) + 1
  return {
    fromMs: minute?.fromMs ?? nowMs,
    toMs: Math.max(minute?.toMs ?? nowMs, nowMs),
    count: (minute?.count ?? 0) + 1,
    tds: added(minute?.tds, values.tds),
    ph: added(minute?.ph, values.ph),
    temperature: temperature === null ? (minute?.temperature ?? null) : { ...added(minute?.temperature, temperature), count },
    verdict: minute === null || worse[verdict] > worse[minute.verdict] ? verdict : minute.verdict,
  }
}

/** What is written down of it. */
export function minuteFact({ fromMs, toMs, count, tds, ph, temperature, verdict }: QualityMinute): Measured {
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    count,
    tds: spreadOf(tds, count),
    ph: spreadOf(ph, count),
    ...(temperature === null ? {} : { temperature: spreadOf(temperature, temperature.count) }),
    verdict,
  }
}

function added(before: Sum | null | undefined, value: number): Sum {
  return {
    sum: (before?.sum ?? 0) + value,
    min: Math.min(before?.min ?? value, value),
    max: Math.max(before?.max ?? value, value),
  }
}

function spreadOf({ sum, min, max }: Sum, count: number): Measured['tds'] {
  return { mean: rounded(sum / count), min: rounded(min), max: rounded(max) }
}

const rounded = (value: number) => Math.round(value * 1_000) / 1_000
