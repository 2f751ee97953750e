/** What a customer and a technician may do at a water machine. */
import { dispense, product } from '@palang/protocol'
import { Hono } from 'hono'
import { isWaterMachine, type WaterMachine } from '../families/water/water-machine.ts'
import { carryOut, orderTicket } from './given-order.ts'
import { notFromPages } from './guard.ts'
import { problem, readBody } from './problem.ts'
import { addSaleRoutes, taken } from './sale-routes.ts'
import type { PanelSource } from './source.ts'

const dispenseBody = dispense.extend(orderTicket)
const productBody = product.pick({ volume_ml: true })

/** Routes below `/api`. Water that nobody pays for is not a customer's to ask: a page needs the panel's token for it. */
export function waterRoutes(source: PanelSource, panelToken: string): Hono {
  const app = new Hono()
  app.post('/dispense', notFromPages(panelToken), async c => {
    const { volume_ml, ...ticket } = await readBody(c, dispenseBody)
    return c.json(await carryOut(source, ticket, id => ({ type: 'dispense', id, payload: { volume_ml } })))
  })

  app.post('/sale/choose', async c => {
    const { volume_ml: volumeMl } = await readBody(c, productBody)
    return taken(c, waterOf(source).choose(volumeMl))
  })
  addSaleRoutes(app, act => waterOf(source).act(act))
  return app
}

function waterOf({ machine }: PanelSource): WaterMachine {
  if (!isWaterMachine(machine)) throw problem('not_supported', 'This machine sells no water')
  return machine
}
