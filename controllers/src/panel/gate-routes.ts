/** What a kiosk and a technician may do at a gate. */
import { cardId, gateControl, isErrorCode, laneHold, licensePlate, paymentMethod, shownTicket, slug } from '@palang/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import { type GateMachine, isGateMachine } from '../families/gate/gate-machine.ts'
import { ticketShown } from '../families/gate/ticket-shown.ts'
import type { Credential, Reply } from '../families/gate/state.ts'
import { choiceBody } from './choice.ts'
import { carryOut, orderTicket } from './given-order.ts'
import { notFromPages } from './guard.ts'
import { problem, readBody } from './problem.ts'
import type { PanelSource } from './source.ts'

const entryBody = z
  .looseObject({
    card_id: cardId.optional(),
    license_plate: licensePlate.optional(),
    ticket_requested: z.boolean().optional(),
    gate_id: slug.optional(),
  })
  .refine(body => body.card_id !== undefined || body.license_plate !== undefined || body.ticket_requested === true, {
    path: ['card_id'],
    message: 'card_id, license_plate or ticket_requested is needed',
  })

const exitBody = z
  .looseObject({
    card_id: cardId.optional(),
    ticket: shownTicket.optional(),
    license_plate: licensePlate.optional(),
    payment_method: paymentMethod.optional(),
    gate_id: slug.optional(),
  })
  .refine(body => body.card_id !== undefined || body.ticket !== undefined || body.license_plate !== undefined, {
    path: ['card_id'],
    message: 'card_id, ticket or license_plate is needed',
  })

const controlBody = gateControl.extend(orderTicket)

/** Routes below `/api`. */
export function gateRoutes(source: PanelSource, panelToken: string): Hono {
  const app = new Hono()

  app.post('/parking/entry', async c => {
    const body = await readBody(c, entryBody)
    const credential: Credential =
      body.card_id !== undefined
        ? { kind: 'card', cardId: body.card_id }
        : body.license_plate !== undefined
          ? { kind: 'plate', plate: body.license_plate }
          : { kind: 'ticket_button' }
    return c.json(decisionOf(await gateOf(source).present('entry', credential)))
  })

  app.post('/parking/exit', async c => {
    const body = await readBody(c, exitBody)
    const credential: Credential =
      body.ticket !== undefined
        ? ticketShown(body.ticket)
        : body.card_id !== undefined
          ? { kind: 'card', cardId: body.card_id }
          : { kind: 'plate', plate: body.license_plate ?? '' }
    return c.json(decisionOf(await gateOf(source).present('exit', credential)))
  })

  app.post('/parking/qris', async c => {
    const { act } = await readBody(c, choiceBody)
    gateOf(source).payByQris(act)
    return c.json({}, 202)
  })

  app.post('/parking/card', async c => {
    const { act } = await readBody(c, choiceBody)
    gateOf(source).payByCard(act)
    return c.json({}, 202)
  })

  app.post('/parking/lost-ticket', c => {
    gateOf(source).reportLostTicket()
    return c.json({ called: true }, 202)
  })

  app.post('/gate/control', notFromPages(panelToken), async c => {
    const { id, deadline, hub_epoch, ...payload } = await readBody(c, controlBody)
    return c.json(await carryOut(source, { id, deadline, hub_epoch }, commandId => ({ type: 'gate_control', id: commandId, payload })))
  })

  app.post('/gate/hold', notFromPages(panelToken), async c => {
    const payload = await readBody(c, laneHold)
    return c.json(await carryOut(source, {}, id => ({ type: 'lane_hold', id, payload })))
  })

  return app
}

function gateOf({ machine }: PanelSource): GateMachine {
  if (!isGateMachine(machine)) throw problem('not_supported', 'This machine is no gate')
  return machine
}

/** Refusals with a code of the protocol answer as the hub does; a policy of this machine is a plain "not approved". */
function decisionOf(reply: Reply): Record<string, unknown> {
  if (!reply.ok) throw problem(reply.code, 'The gate cannot take this now')
  const { result } = reply.decision
  const reason = result.reason
  if (result.approved || reason === undefined || !isErrorCode(reason)) return result
  throw problem(reason, result.message ?? 'Not approved', result)
}
