/** Prices of treatments over HTTP. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import { treatmentPriceBody, treatmentPricesAnswer, treatmentPriceView, type TreatmentPriceView } from '@palang/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import { recordedChange } from '../../access/audit.ts'
import { mustReachOutlet } from '../../access/reach.ts'
import { treatmentPrice } from '../../domain/treatment-prices.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe } from '../../edges/http/describe.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { TreatmentPriceRecord } from '../../store/treatments.ts'

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

/** Throws `not_found` for an outlet that is not there, `invalid_request` for the past. */
async function setPrice(
  { store, clock, outlets, treatments: { book } }: HubServices,
  actor: Actor,
  { outlet_id: outletId = null, treatment, price, since: given, reason }: z.output<typeof treatmentPriceBody>,
): Promise<TreatmentPriceRecord> {
  if (outletId !== null && outlets.get(outletId) === undefined) throw new CodedError('not_found', `there is no outlet ${outletId}`)
  const now = isoNow(clock)
  const since = given === undefined ? now : new Date(given).toISOString()
  if (since < now) {
    const message = 'prices are not changed for the past'
    throw refusal('invalid_request', `since: ${message}`, { errors: [{ path: 'since', message }] })
  }
  const record = { id: uuidv7(clock.now()), outletId, treatment, price, since, setAt: now, actor: actor.id, reason: reason ?? null }
  await recordedChange({ store, clock }, actor, async (tx, note) => {
    await tx.treatments.addPrices([record])
    note({
      action: 'set_treatment_price',
      subject: outletId ?? 'treatments',
      before: { treatment, price: treatmentPrice(book.prices(), { outletId: outletId ?? '', treatment, at: since }) },
      after: { treatment, price, since },
      reason,
    })
  })
  book.note({ prices: [record] })
  return record
}

function priceView({ outletId, treatment, price, since, setAt, actor, reason }: TreatmentPriceRecord): TreatmentPriceView {
  return { outlet_id: outletId, treatment, price, since, set_at: setAt, actor, reason }
}
