/** What a customer and a technician may do at a water machine. */
import { dispense, product } from '@palang/protocol'
import { Hono } from 'hono'
import { isWaterMachine, type WaterMachine } from '../families/water/water-machine.ts'
import { choiceBody } from './choice.ts'
import { carryOut, orderTicket } from './given-order.ts'
import { notFromPages } from './guard.ts'
import { problem, readBody } from './problem.ts'
import type { PanelSource } from './source.ts'

const dispenseBody = dispense.extend(orderTicket)
const productBody = product.pick({ volume_ml: true })

/** Why a choice is not taken; the screen shows what closes the machine anyway. */
const refusals = {
  machine_busy: 'Somebody is being served',
  pour_blocked: 'Nothing is sold now',
  not_found: 'That volume is not sold',
} as const

/** Routes below `/api`. Water that nobody pays for is not a customer's to ask: a page needs the panel's token for it. */
export function waterRoutes(source: PanelSource, panelToken: string): Hono {
  const app = new Hono()
  app.post('/dispense', notFromPages(panelToken), async c => {
    const { volume_ml, ...ticket } = await readBody(c, dispenseBody)
    return c.json(await carryOut(source, ticket, id => ({ type: 'dispense', id, payload: { volume_ml } })))
  })

  app.post('/sale/choose', async c => {
    const { volume_ml: volumeMl } = await readBody(c, productBody)
    const refusal = waterOf(source).choose(volumeMl)
    if (refusal !== null) throw problem(refusal, refusals[refusal])
    return c.json({}, 202)
  })
  for (const kind of ['cancel', 'stop', 'done'] as const) {
    app.post(`/sale/${kind}`, c => {
      waterOf(source).act({ kind })
      return c.json({}, 202)
    })
  }
  for (const [way, kind] of [['qris', 'qris'] as const, ['card', 'pay_card'] as const]) {
    app.post(`/sale/${way}`, async c => {
      const { act } = await readBody(c, choiceBody)
      waterOf(source).act({ kind, act })
      return c.json({}, 202)
    })
  }
  return app
}

function waterOf({ machine }: PanelSource): WaterMachine {
  if (!isWaterMachine(machine)) throw problem('not_supported', 'This machine sells no water')
  return machine
}
