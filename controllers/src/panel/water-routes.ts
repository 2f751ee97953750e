/** What a customer and a technician may do at a water machine. */
import { dispense, product } from '@palang/protocol'
import { type Context, Hono } from 'hono'
import type { Refusal } from '../families/water/sale-refusal.ts'
import { isWaterMachine, type WaterMachine } from '../families/water/water-machine.ts'
import { choiceBody } from './choice.ts'
import { carryOut, orderTicket } from './given-order.ts'
import { notFromPages } from './guard.ts'
import { problem, readBody } from './problem.ts'
import type { PanelSource } from './source.ts'

const dispenseBody = dispense.extend(orderTicket)
const productBody = product.pick({ volume_ml: true })

/** Why a wish is not taken, for a person; `sale_closed` says its reason beside. */
const refusals = {
  machine_busy: 'Somebody is being served, or another payment is under way',
  sale_closed: 'Nothing is sold now',
  not_found: 'That volume is not sold',
  nothing_under_way: 'No sale is at the point at which this can be done',
  payment_not_offered: 'This way of paying cannot be had at this machine now',
  device_missing: 'This machine has no card terminal',
  device_unavailable: 'The card terminal does not answer',
} as const satisfies Record<Refusal['code'], string>

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
  for (const kind of ['cancel', 'stop', 'done'] as const) {
    app.post(`/sale/${kind}`, c => taken(c, waterOf(source).act({ kind })))
  }
  for (const [way, kind] of [['qris', 'qris'] as const, ['card', 'pay_card'] as const]) {
    app.post(`/sale/${way}`, async c => {
      const { act } = await readBody(c, choiceBody)
      return taken(c, waterOf(source).act({ kind, act }))
    })
  }
  return app
}

/** 202 for a wish that is taken; what comes of it is told by the status. */
function taken(c: Context, refusal: Refusal | null): Response {
  if (refusal === null) return c.json({}, 202)
  const { code, ...why } = refusal
  throw problem(code, refusals[code], why)
}

function waterOf({ machine }: PanelSource): WaterMachine {
  if (!isWaterMachine(machine)) throw problem('not_supported', 'This machine sells no water')
  return machine
}
