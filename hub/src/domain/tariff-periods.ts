/** Which version was in force from when on: the row of starts as those who entered saw it. Pure. */
import type { TariffStartRecord } from '../store/tariff-records.ts'
import { inForceAt } from './tariff-starts.ts'

export interface TariffPeriod {
  from: string
  id: string
  version: number
}

/** Oldest first, those to come among them; a start that changed nothing is none. */
export function tariffPeriods(starts: readonly TariffStartRecord[]): TariffPeriod[] {
  const moments = [...new Set(starts.map(({ startsAt }) => startsAt))].toSorted()
  const periods: TariffPeriod[] = []
  for (const from of moments) {
    const start = inForceAt(starts, from)
    const last = periods.at(-1)
    if (start === undefined || (last?.id === start.tariffId && last.version === start.version)) continue
    periods.push({ from, id: start.tariffId, version: start.version })
  }
  return periods
}
