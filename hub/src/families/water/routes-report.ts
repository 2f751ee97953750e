/** The report of what was sold. */
import { type WaterReport, waterReport as reportSchema, waterReportQuery } from '@palang/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import { mustReachMachine, type Reach } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { csvFile, csvLine } from '../../edges/http/csv.ts'
import { describe, query } from '../../edges/http/describe.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'
import { waterReport } from '../../water/report.ts'

/** `/api/water/report`, and the same as a file. */
export function reportRoutes(services: HubServices) {
  const description =
    'Sales that ended in the period, the last 30 days unless it is given; `charged` is the price of what came, not what was paid; `given_up` are choices that ended before they were paid, and are no sales. Days and hours are those of the outlet.'
  return new Hono<AppEnv>()
    .get(
      '/api/water/report',
      describe({
        id: 'getWaterReport',
        tag: 'Water',
        summary: 'Sales of water by machine, volume, hour of the day or day',
        description,
        ok: { schema: reportSchema },
      }),
      allow('viewer'),
      query(waterReportQuery),
      async c => c.json(await report(services, c.get('reach'), c.req.valid('query'))),
    )
    .get(
      '/api/water/report.csv',
      describe({
        id: 'exportWaterReport',
        tag: 'Water',
        summary: 'The same as a CSV file',
        ok: { media: 'text/csv', text: 'One line per heading: key, sales, success, failed, cancelled, delivered_ml, charged, given_up' },
      }),
      allow('viewer'),
      query(waterReportQuery),
      async c => {
        const made = await report(services, c.get('reach'), c.req.valid('query'))
        return c.body(...csvFile(`palang-water-${made.group}-${made.from.slice(0, 10)}-${made.to.slice(0, 10)}.csv`, csv(made)))
      },
    )
}

function report(
  services: HubServices,
  reach: Reach,
  { machine_id: machineId, ...asked }: z.infer<typeof waterReportQuery>,
): Promise<WaterReport> {
  if (machineId !== undefined) mustReachMachine(reach, machineId)
  return waterReport(services, { ...asked, machineIds: machineId === undefined ? reach.only?.machineIds : [machineId] })
}

function csv({ group, rows }: WaterReport): string {
  const lines = rows.map(({ key, sales, results, delivered_ml, charged, given_up }) =>
    csvLine([key, ...[sales, results.success, results.failed, results.cancelled, delivered_ml, charged, given_up].map(String)]),
  )
  return `${csvLine([group, 'sales', 'success', 'failed', 'cancelled', 'delivered_ml', 'charged', 'given_up'])}${lines.join('')}`
}
