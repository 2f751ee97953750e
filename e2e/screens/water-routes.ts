/** The water part of the hub that only pretends. What is asked is held against the schemas, answered, and not kept. */
import {
  calibrationBody,
  type CommandView,
  dispenseBody,
  flushBody,
  priceChangeBody,
  renewBody,
  saleLockBody,
  stopDispenseBody,
  waterReportQuery,
} from '@palang/protocol'
import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import { qualityCode } from '../../hub/src/water/quality-code.ts'
import type { FixtureSite } from './fixture-data.ts'
import { calibrationsOf, consumablesOf, latestOf, metricsOf, priceListsOf, thresholds } from './water-data.ts'
import { waterReportOf } from './water-sales-data.ts'

function refuse(status: 400 | 404, code: string): Response {
  return new Response(JSON.stringify({ type: 'x', title: code, status, detail: code, code, retryable: false }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })
}

/** Every route of the water pages. */
export function waterFixtures(site: FixtureSite): Hono {
  const machines = site.machines.filter(machine => machine.family === 'water')
  const app = new Hono()
  const held = async (c: Context, schema: z.ZodType, answer: unknown) =>
    schema.safeParse(await c.req.json().catch(() => undefined)).success ? c.json(answer) : refuse(400, 'invalid_request')
  app.get('/api/v1/metrics/', c => c.json({ items: latestOf(machines, Date.now()), thresholds }))
  app.get('/api/v1/machines/:id/metrics', c => c.json(metricsOf(c.req.param('id'), c.req.query('from') ?? '', Date.now())))
  for (const [act, schema] of [
    ['dispense', dispenseBody],
    ['stop_dispense', stopDispenseBody],
    ['flush', flushBody],
    ['sale_lock', saleLockBody],
  ] as const) {
    app.post(`/api/v1/machines/:id/${act}`, c => {
      const { events: _events, photos: _photos, ...last } = site.command
      const command: CommandView = { ...last, id: 'live-w', command_id: 'live-w', machine_id: c.req.param('id'), type: act }
      return held(c, schema, { ...command, state: 'accepted', evidence: null, ended_at: null })
    })
  }
  app.get('/api/v1/machines/:id/quality-code.svg', c =>
    c.body(qualityCode('https://air.example.id', c.req.param('id')), 200, { 'content-type': 'image/svg+xml' }),
  )
  app.get('/api/water/prices', c => c.json({ items: priceListsOf(machines, Date.now()) }))
  app.post('/api/water/prices', c => held(c, priceChangeBody, priceListsOf(machines, Date.now())[0]))
  app.get('/api/v1/machines/:id/calibrations', c => c.json({ items: calibrationsOf(c.req.param('id'), Date.now()) }))
  app.post('/api/v1/machines/:id/calibrations', c => held(c, calibrationBody, calibrationsOf(c.req.param('id'), Date.now())[0]))
  app.get('/api/water/consumables', c => c.json({ items: consumablesOf(machines, Date.now()) }))
  app.post('/api/v1/machines/:id/renewals', c => held(c, renewBody, consumablesOf(machines, Date.now())[0]))
  app.get('/api/water/report', c => {
    const query = waterReportQuery.safeParse(c.req.query())
    if (!query.success) return refuse(400, 'invalid_request')
    const { group, from = '', to = '', machine_id: only } = query.data
    const asked = machines.filter(machine => only === undefined || machine.id === only)
    return c.json(waterReportOf(asked, group, from, to))
  })
  return app
}
