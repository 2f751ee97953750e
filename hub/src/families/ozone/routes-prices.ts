/** Prices of treatments over HTTP. */
import { treatmentPriceBody, treatmentPricesAnswer, treatmentPriceView, type TreatmentPriceView } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachOutlet } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe } from '../../edges/http/describe.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'
import type { TreatmentPriceRecord } from '../../store/treatments.ts'
import { setPrice } from './price-acts.ts'

/** `/api/treatments/prices` */
export function treatmentPriceRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/treatments/prices',
      describe({
        id: 'listTreatmentPrices',
        tag: 'Machines',
        summary: 'Every price of treatments there was, the newest first',
        ok: { schema: treatmentPricesAnswer },
      }),
      allow('viewer'),
      c => {
        const { only } = c.get('reach')
        const seen = services.treatments.book.prices().filter(({ outletId }) => {
          if (only === undefined || outletId === null) return true
          return only.outletIds.includes(outletId)
        })
        return c.json({ items: seen.toReversed().map(priceView) })
      },
    )
    .post(
      '/api/treatments/prices',
      describe({
        id: 'setTreatmentPrice',
        tag: 'Machines',
        summary: 'Set the price of a treatment at one outlet, or at all that have none of their own',
        description:
          'In force from `since` on, which is not in the past: treatments keep the price they had. A price of 0 is taken only with `free: true`.',
        ok: { status: 201, schema: treatmentPriceView },
        errors: ['not_found'],
      }),
      allow('admin'),
      body(treatmentPriceBody),
      async c => {
        const given = c.req.valid('json')
        const outletId = given.outlet_id ?? null
        if (outletId !== null) mustReachOutlet(c.get('reach'), outletId)
        else if (c.get('actor').outlets !== undefined) throw refusal('forbidden', 'this concerns every outlet, and you have only some')
        return c.json(priceView(await setPrice(services, c.get('actor'), given)), 201)
      },
    )
}

function priceView({ outletId, treatment, price, since, setAt, actor, reason }: TreatmentPriceRecord): TreatmentPriceView {
  return { outlet_id: outletId, treatment, price, since, set_at: setAt, actor, reason }
}
