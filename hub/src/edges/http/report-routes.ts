/** Reports made of the ledger: what came in, under every heading, and whether all of it adds up. */
import { ledgerCheck, moneyReport, type MoneyReport, reportQuery } from '@palang/protocol'
import { Hono } from 'hono'
import { addsUp, type DayTotals, moneyUnderHeadings } from '../../money/report.ts'
import type { HubServices } from '../../services.ts'
import { type Reach } from '../../access/reach.ts'
import { dayAfter, startOfDate } from './business-day.ts'
import type { AppEnv } from './context.ts'
import { csvFile, csvLine } from './csv.ts'
import { describe, query } from './describe.ts'
import { allow } from './rights.ts'

/** Mismatches named at most. */
const namedMismatches = 100

/** `/api/reports` */
export function reportRoutes(services: HubServices) {
  const { store } = services
  return new Hono<AppEnv>()
    .get(
      '/api/reports/money',
      describe({
        id: 'getMoneyReport',
        tag: 'Money',
        summary: 'What came in and went out, by day, gate, person, method, kind and vehicle class',
        description: 'Days begin at midnight of the outlet.',
        ok: { schema: moneyReport },
      }),
      allow('viewer'),
      query(reportQuery),
      async c => c.json(await report(services, c.get('reach'), c.req.valid('query'))),
    )
    .get(
      '/api/reports/money/export',
      describe({
        id: 'exportMoneyReport',
        tag: 'Money',
        summary: 'The same as a CSV file',
        ok: { media: 'text/csv', text: 'One line per heading: group, key, count, in, out, net' },
      }),
      allow('viewer'),
      query(reportQuery),
      async c => {
        const period = c.req.valid('query')
        const name = `palang-money-${period.from}-${period.to}.csv`
        return c.body(...csvFile(name, csv(await report(services, c.get('reach'), period))))
      },
    )
    .get(
      '/api/reports/ledger-check',
      describe({
        id: 'checkLedger',
        tag: 'Money',
        summary: 'Where all money stands, and whether sessions, shifts, cards and machines say what the ledger says',
        ok: { schema: ledgerCheck },
      }),
      allow('viewer', { everywhere: true }),
      async c => {
        const [mismatches, balance] = await Promise.all([store.ledger.mismatches(namedMismatches), store.ledger.balance()])
        return c.json({ balanced: mismatches.length === 0 && addsUp(balance), balance, mismatches })
      },
    )
}

async function report({ store, site }: HubServices, reach: Reach, { from, to }: { from: string; to: string }): Promise<MoneyReport> {
  const { timezone, currency } = site.outlet
  const momentOf = (date: string) => new Date(startOfDate(date, timezone)).toISOString()
  const days: DayTotals[] = []
  for (let date = from; date <= to; date = dayAfter(date)) {
    const period = { from: momentOf(date), to: momentOf(dayAfter(date)), outletIds: reach.only?.outletIds }
    days.push({ date, totals: await store.ledger.totals(period) })
  }
  const opens = await store.commands.manualOpens({ from: momentOf(from), to: momentOf(dayAfter(to)), machineIds: reach.only?.machineIds })
  return { from, to, timezone, currency, ...moneyUnderHeadings(days, opens) }
}

function csv({ days, machines, actors, methods, kinds, vehicle_classes: classes }: MoneyReport): string {
  const groups = { day: days, machine: machines, actor: actors, method: methods, kind: kinds, vehicle_class: classes }
  const lines = Object.entries(groups).flatMap(([group, headings]) =>
    headings.map(({ key, count, in: came, out, net }) => csvLine([group, key, ...[count, came, out, net].map(String)])),
  )
  return `${csvLine(['group', 'key', 'count', 'in', 'out', 'net'])}${lines.join('')}`
}
