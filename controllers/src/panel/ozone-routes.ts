/** What a customer may do at a treatment machine. */
import { treatmentStart } from '@palang/protocol'
import { Hono } from 'hono'
import { isOzoneMachine, type OzoneMachine } from '../families/ozone/ozone-machine.ts'
import { problem, readBody } from './problem.ts'
import { addSaleRoutes, taken } from './sale-routes.ts'
import type { PanelSource } from './source.ts'

const choice = treatmentStart.pick({ treatment: true })

/** Routes below `/api`. A treatment that nobody pays for is a command of the hub, not a customer's to ask. */
export function ozoneRoutes(source: PanelSource): Hono {
  const app = new Hono()
  app.post('/sale/choose', async c => {
    const { treatment } = await readBody(c, choice)
    return taken(c, ozoneOf(source).chooseTreatment(treatment))
  })
  addSaleRoutes(app, act => ozoneOf(source).act(act))
  return app
}

function ozoneOf({ machine }: PanelSource): OzoneMachine {
  if (!isOzoneMachine(machine)) throw problem('not_supported', 'This machine sells no treatments')
  return machine
}
