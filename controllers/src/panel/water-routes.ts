/** What a technician may do at a water machine. */
import { dispense } from '@palang/protocol'
import { Hono } from 'hono'
import { carryOut, orderTicket } from './given-order.ts'
import { notFromPages } from './guard.ts'
import { readBody } from './problem.ts'
import type { PanelSource } from './source.ts'

const dispenseBody = dispense.extend(orderTicket)

/** Routes below `/api`. Water that nobody pays for is not a customer's to ask: a page needs the panel's token for it. */
export function waterRoutes(source: PanelSource, panelToken: string): Hono {
  const app = new Hono()
  app.post('/dispense', notFromPages(panelToken), async c => {
    const { volume_ml, ...ticket } = await readBody(c, dispenseBody)
    return c.json(await carryOut(source, ticket, id => ({ type: 'dispense', id, payload: { volume_ml } })))
  })
  return app
}
