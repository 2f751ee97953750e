/** What a customer of a machine that sells may do after the choice, whatever it sells. */
import type { ClosedReason, TreatmentClosed } from '@palang/protocol'
import type { Context, Hono } from 'hono'
import type { PayingRefusal } from '../families/till/ways-to-pay.ts'
import { choiceBody } from './choice.ts'
import { problem, readBody } from './problem.ts'

/** Why a wish is not taken. */
export type SaleRefusal =
  | PayingRefusal
  | { code: 'not_found' | 'nothing_under_way' }
  | { code: 'sale_closed'; reason: ClosedReason | TreatmentClosed }

type SaleAct = { kind: 'cancel' | 'stop' | 'done' } | { kind: 'qris' | 'pay_card'; act: 'start' | 'cancel' }

/** For a person; `sale_closed` says its reason beside. */
const refusals = {
  machine_busy: 'Somebody is being served, or another payment is under way',
  sale_closed: 'Nothing is sold now',
  not_found: 'That is not sold here',
  nothing_under_way: 'No sale is at the point at which this can be done',
  payment_not_offered: 'This way of paying cannot be had at this machine now',
  device_missing: 'This machine has no card terminal',
  device_unavailable: 'The card terminal does not answer',
} as const satisfies Record<SaleRefusal['code'], string>

/** 202 for a wish that is taken; what comes of it is told by the status. */
export function taken(c: Context, refusal: SaleRefusal | null): Response {
  if (refusal === null) return c.json({}, 202)
  const { code, ...why } = refusal
  throw problem(code, refusals[code], why)
}

/** Adds giving up, stopping, leaving and the ways of paying; `act` says why a wish is not taken. */
export function addSaleRoutes(app: Hono, act: (wish: SaleAct) => SaleRefusal | null): void {
  for (const kind of ['cancel', 'stop', 'done'] as const) app.post(`/sale/${kind}`, c => taken(c, act({ kind })))
  for (const [way, kind] of [['qris', 'qris'] as const, ['card', 'pay_card'] as const]) {
    app.post(`/sale/${way}`, async c => {
      const { act: how } = await readBody(c, choiceBody)
      return taken(c, act({ kind, act: how }))
    })
  }
}
