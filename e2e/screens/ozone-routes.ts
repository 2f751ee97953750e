/** The ozone part of the hub that only pretends. */
import { analyticsQuery } from '@palang/protocol'
import { Hono } from 'hono'
import type { FixtureOptions } from './fixture-hub.ts'
import { analyticsOf, breaksOf, deviceEventsOf, devicesOf, placesAt, placesOf, pricesOf } from './ozone-data.ts'

/** Every route of the ozone pages. */
export function ozoneFixtures({ scenario }: Pick<FixtureOptions, 'scenario'>): Hono {
  const app = new Hono()
  app.get('/api/events/analytics', c => {
    const query = analyticsQuery.safeParse(c.req.query())
    const today = new Date().toISOString().slice(0, 10)
    if (query.success)
      return c.json(analyticsOf(scenario === 'ozone' ? query.data : { ...query.data, from: '2019-01-01', to: '2019-01-30' }, today))
    return c.json({ type: 'x', title: 'x', status: 400, detail: 'x', code: 'invalid_request', retryable: false }, 400)
  })
  app.get('/api/events/recent', c => {
    const events = scenario === 'ozone' ? deviceEventsOf(Date.now()) : []
    const device = c.req.query('device_id')
    const machine = c.req.query('machine_id')
    const items = events.filter(
      event => (device === undefined || event.device_id === device) && (machine === undefined || event.machine_id === machine),
    )
    return c.json({ items: items.slice(0, Number(c.req.query('limit') ?? 50)), next_cursor: null })
  })
  const devices = () => (scenario === 'ozone' ? devicesOf(Date.now()) : [])
  app.get('/api/devices', c => c.json({ items: devices(), next_cursor: null }))
  app.get('/api/devices/:id', (c, next) => {
    const found = devices().find(device => device.device_id === c.req.param('id'))
    return found === undefined ? next() : Promise.resolve(c.json({ ...found, history: placesOf(found, Date.now()) }))
  })
  app.get('/api/devices/:id/breaks', c => c.json({ items: breaksOf(Date.now()), next_cursor: null }))
  app.get('/api/treatments/prices', c => c.json({ items: scenario === 'ozone' ? pricesOf(Date.now()) : [] }))
  app.get('/api/v1/machines/:id/devices', c => c.json({ items: scenario === 'ozone' ? placesAt(c.req.param('id'), Date.now()) : [] }))
  return app
}
