/** The tariffs of the hub that only pretends. */
import { newTariffQuery, replayBody, type TariffView } from '@palang/protocol'
import { tariff, type Tariff } from '@palang/tariff'
import { Hono } from 'hono'
import type { z } from 'zod'
import { replayOf, tariffsOf } from './tariff-data.ts'

type NewTariffQuery = z.output<typeof newTariffQuery>

/** `/api/tariffs`; none where there is no site. */
export function tariffFixtures(isEmpty: boolean): Hono {
  const tariffs = isEmpty ? [] : tariffsOf(Date.now())
  const app = new Hono()
  app.get('/api/tariffs', c => c.json({ items: tariffs, next_cursor: null }))
  app.get('/api/tariffs/:id/:version', c => {
    const found = tariffs.find(one => one.id === c.req.param('id') && String(one.version) === c.req.param('version'))
    return found === undefined ? c.notFound() : c.json(found)
  })
  app.post('/api/tariffs', async c => {
    const published = publishedOf(tariff.parse(await c.req.json()), newTariffQuery.parse(c.req.query()))
    tariffs.unshift(published)
    return c.json(published, 201)
  })
  app.post('/api/tariffs/replay', async c => {
    const { from, to } = replayBody.parse(await c.req.json())
    return c.json(replayOf(from, to))
  })
  return app
}

function publishedOf(definition: Tariff, { in_force_from: from = 'now', reason }: NewTariffQuery): TariffView {
  const now = new Date().toISOString()
  const start = { starts_at: from === 'now' ? now : from, set_at: now, set_by: 'user:siti@palang.local', reason: reason ?? null }
  const { id, version } = definition
  return { id, version, definition, created_at: now, in_force: from === 'now', starts: [start] }
}
