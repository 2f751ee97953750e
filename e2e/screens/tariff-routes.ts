/** The tariffs of the hub that only pretends. */
import { replayBody } from '@palang/protocol'
import { Hono } from 'hono'
import { replayOf, tariffsOf } from './tariff-data.ts'

/** `/api/tariffs`; none where there is no site. */
export function tariffFixtures(isEmpty: boolean): Hono {
  const tariffs = isEmpty ? [] : tariffsOf(Date.now())
  const app = new Hono()
  app.get('/api/tariffs', c => c.json({ items: tariffs, next_cursor: null }))
  app.get('/api/tariffs/:id/:version', c => {
    const found = tariffs.find(one => one.id === c.req.param('id') && String(one.version) === c.req.param('version'))
    return found === undefined ? c.notFound() : c.json(found)
  })
  app.post('/api/tariffs/replay', async c => {
    const { from, to } = replayBody.parse(await c.req.json())
    return c.json(replayOf(from, to))
  })
  return app
}
