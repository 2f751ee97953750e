/** What was measured, over HTTP: the line of one machine, also as a file, and the newest of all. */
import { allLatestMetrics, machineMetrics, metricsQuery, type MachineMetrics } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachMachine, type Reach } from '../access/reach.ts'
import type { AppEnv } from '../edges/http/context.ts'
import { csvLine } from '../edges/http/csv.ts'
import { describe, query } from '../edges/http/describe.ts'
import { refusal } from '../edges/http/problem.ts'
import { allow } from '../edges/http/rights.ts'
import type { HubServices } from '../services.ts'
import { createOverview } from './overview.ts'
import { seriesOf, type SeriesQuery } from './series.ts'

const path = { id: 'vending-1' }

/** Reading what was measured. */
export function seriesRoutes(services: HubServices) {
  const overview = createOverview(services)
  return new Hono<AppEnv>()
    .get(
      '/api/v1/machines/:id/metrics',
      describe({
        id: 'getMachineMetrics',
        tag: 'Machines',
        summary: 'The readings of one machine as a line, with its moving average and what was done about the water',
        description: 'The last day unless told otherwise, in the finest bucket that gives at most 1,500 points.',
        path,
        ok: { schema: machineMetrics },
        errors: ['unknown_machine', 'not_supported'],
      }),
      allow('viewer'),
      query(metricsQuery),
      async c => c.json(await series(services, c.get('reach'), c.req.param('id'), c.req.valid('query'))),
    )
    .get(
      '/api/v1/machines/:id/metrics/export',
      describe({
        id: 'exportMachineMetrics',
        tag: 'Machines',
        summary: 'The same line as a CSV file',
        path,
        ok: { media: 'text/csv', text: 'One line per bucket: at, count, then mean, min and max of tds, ph and temperature' },
        errors: ['unknown_machine', 'not_supported'],
      }),
      allow('viewer'),
      query(metricsQuery),
      async c => {
        const found = await series(services, c.get('reach'), c.req.param('id'), c.req.valid('query'))
        const name = `palang-${found.machine_id}-${found.bucket}-${found.from.slice(0, 10)}.csv`
        return c.body(csv(found), 200, {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="${name}"`,
        })
      },
    )
    .get(
      '/api/v1/metrics',
      describe({
        id: 'listLatestMetrics',
        tag: 'Machines',
        summary: 'The newest reading of every water machine, how it does and why',
        ok: { schema: allLatestMetrics },
      }),
      allow('viewer'),
      async c => c.json(await overview.latest(c.get('reach'))),
    )
}

async function series(services: HubServices, reach: Reach, id: string, asked: SeriesQuery): Promise<MachineMetrics> {
  const { site, store, clock } = services
  mustReachMachine(reach, id)
  const machine = await store.machines.get(id)
  if (machine === undefined) throw refusal('unknown_machine', 'there is no such machine')
  if (machine.family !== 'water') throw refusal('not_supported', `${id} is no water machine`)
  return seriesOf(id, asked, { site, store, nowMs: clock.now() })
}

const measures = ['tds', 'ph', 'temperature'] as const

function csv({ points }: MachineMetrics): string {
  const head = ['at', 'count', ...measures.flatMap(name => [`${name}_mean`, `${name}_min`, `${name}_max`])]
  const lines = points.map(point => {
    const values = measures.flatMap(name => [point[name]?.mean ?? '', point[name]?.min ?? '', point[name]?.max ?? ''])
    return csvLine([point.at, ...[point.count, ...values].map(String)])
  })
  return `\uFEFF${csvLine(head)}${lines.join('')}`
}
