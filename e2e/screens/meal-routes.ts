/** The meal programme's part of the hub that only pretends. */
import { Hono } from 'hono'
import type { FixtureOptions } from './fixture-hub.ts'
import { balanceOf, boardOf, deliveryOf, reportOf, todayOf } from './meal-data.ts'
import { registersOf, stockOf } from './meal-registers.ts'

/** Every route of the checkpoint pages. */
export function mealFixtures({ scenario }: Pick<FixtureOptions, 'scenario'>): Hono {
  const app = new Hono()
  const isThere = scenario === 'meals'
  const registers = registersOf(Date.now())
  app.get('/api/meals/board', c => {
    const now = Date.now()
    const day = c.req.query('day') ?? todayOf(now)
    return c.json(day === todayOf(now) ? boardOf(now) : { ...boardOf(now), day, deliveries: [], unknown_tags: [] })
  })
  app.get('/api/meals/balance', c => c.json(balanceOf(Date.now())))
  app.get('/api/meals/deliveries/:id', (c, next) => {
    const found = deliveryOf(c.req.param('id'), Date.now())
    return found === undefined ? next() : Promise.resolve(c.json(found))
  })
  app.get('/api/meals/report', c =>
    c.json(reportOf({ from: c.req.query('from') ?? '', to: c.req.query('to') ?? '', by: c.req.query('by') ?? 'day' }, Date.now())),
  )
  app.get('/api/meals/stock', c => c.json(stockOf(c.req.query('kitchen_id') ?? '', Date.now())))
  for (const [name, items] of Object.entries(registers))
    app.get(`/api/meals/${name}`, c => c.json({ items: isThere ? items : [], next_cursor: null }))
  return app
}
