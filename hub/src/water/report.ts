/** Sales of water under the headings people ask for. */
import type { SaleResult, WaterReport, WaterReportRow } from '@palang/protocol'
import { offsetsBetween } from '@palang/tariff'
import type { HubServices } from '../services.ts'
import type { SaleFilter, SaleTotal } from '../store/water-care.ts'

const dayMs = 86_400_000
/** Without a period: so many days back from now. */
const usualDays = 30
/** Nothing was sold before. */
const earliestMs = Date.UTC(2000, 0, 1)

export interface ReportAsked {
  from?: string | undefined
  to?: string | undefined
  machineIds?: readonly string[] | undefined
  group: SaleFilter['group']
}

/** The sales that ended in `[from, to)`: what came, and what was charged for it; choices nobody paid for beside them. Days and hours are those of the outlet. */
export async function waterReport(
  { store, site, clock }: Pick<HubServices, 'store' | 'site' | 'clock'>,
  { from, to, machineIds, group }: ReportAsked,
): Promise<WaterReport> {
  const { timezone, currency } = site.outlet
  const latestMs = clock.now() + dayMs
  const toMs = Math.min(latestMs, to === undefined ? latestMs : Math.max(earliestMs, Date.parse(to)))
  const fromMs = Math.min(toMs, from === undefined ? clock.now() - usualDays * dayMs : Math.max(earliestMs, Date.parse(from)))
  const totals: SaleTotal[] = []
  for (const part of sameOffset(timezone, fromMs, toMs)) totals.push(...(await store.waterCare.salesBy({ ...part, machineIds, group })))
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    group,
    currency,
    rows: reportRows(totals, group),
    total: summed(totals),
  }
}

/** The period cut where clocks of the zone change: within each part days and hours are those of one offset. */
function sameOffset(timeZone: string, fromMs: number, toMs: number): Pick<SaleFilter, 'from' | 'to' | 'utcOffsetMs'>[] {
  const offsets = offsetsBetween(timeZone, fromMs, toMs)
  return offsets.flatMap(({ fromMs: sinceMs, offsetMs }, index) => {
    const startMs = index === 0 ? fromMs : Math.max(fromMs, sinceMs)
    const endMs = Math.min(toMs, offsets[index + 1]?.fromMs ?? toMs)
    if (startMs >= endMs) return []
    return [{ from: new Date(startMs).toISOString(), to: new Date(endMs).toISOString(), utcOffsetMs: offsetMs }]
  })
}

function reportRows(totals: readonly SaleTotal[], group: SaleFilter['group']): WaterReportRow[] {
  const rows = [...Map.groupBy(totals, ({ key }) => key)].map(([key, of]) => ({ key, ...summed(of) }))
  return rows.toSorted((a, b) => (group === 'volume' ? Number(a.key) - Number(b.key) : a.key < b.key ? -1 : 1))
}

function summed(totals: readonly SaleTotal[]): Omit<WaterReportRow, 'key'> {
  const results: Record<SaleResult, number> = { success: 0, failed: 0, cancelled: 0 }
  const sum = { sales: 0, results, given_up: 0, delivered_ml: 0, charged: 0 }
  for (const { result, sales, givenUp, deliveredMl, charged } of totals) {
    sum.sales += sales
    results[result] += sales
    sum.given_up += givenUp
    sum.delivered_ml += deliveredMl
    sum.charged += charged
  }
  return sum
}
