/** Counts of parked vehicles by hand. */
import { pageOf, recountBody, recountListQuery, recountProposal, type RecountView, recountView as recountSchema } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachOutlet } from '../../access/reach.ts'
import { goneSign } from '../../domain/recount.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import type { Idempotent } from '../../edges/http/idempotency.ts'
import { allow } from '../../edges/http/rights.ts'
import { pageFrom, pageView, sessionView } from '../../edges/http/views.ts'
import type { HubServices } from '../../services.ts'
import type { RecountRecord } from '../../store/recounts.ts'

const recountList = pageOf(recountSchema).meta({ examples: [{ items: [], next_cursor: null }] })

/** `/api/parking/recounts` */
export function recountRoutes({ parking, store, site }: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .get(
      '/api/parking/recounts',
      describe({ id: 'listRecounts', tag: 'Parking', summary: 'Counts by hand, newest first', ok: { schema: recountList } }),
      allow('viewer'),
      query(recountListQuery),
      async c => {
        const outletIds = c.get('reach').only?.outletIds
        return c.json(pageView(await store.recounts.list({ outletIds }, pageFrom(c.req.valid('query'))), recountView))
      },
    )
    .get(
      '/api/parking/recounts/proposal/:zone/:vehicle_class',
      describe({
        id: 'proposeRecount',
        tag: 'Parking',
        summary: 'What is derived for a zone and class, and which stays are probably gone',
        description: 'The longest inside first. A barrier that opened for a paid stay without a passage seen is the surest sign.',
        path: { zone: 'main', vehicle_class: 'car' },
        ok: { schema: recountProposal },
        errors: ['not_found'],
      }),
      allow('operator'),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        const { derived, inside, unheard } = await parking.proposeRecount(c.req.param('zone'), c.req.param('vehicle_class'))
        return c.json({ derived, inside: inside.map(stay => ({ ...sessionView(stay), sign: goneSign(stay) })), unheard })
      },
    )
    .post(
      '/api/parking/recounts',
      describe({
        id: 'enterRecount',
        tag: 'Parking',
        summary: 'Enter how many vehicles were counted',
        description:
          'A correcting entry that is never changed. Stays in `gone` are ended by force, without charge; what is left of the difference corrects the derived number until those vehicles are accounted for.',
        ok: { status: 201, schema: recountSchema },
        errors: ['not_found', 'conflict'],
        idempotent: true,
      }),
      allow('operator'),
      body(recountBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        return c.json(recountView(await parking.recount(c.req.valid('json'), c.get('actor'))), 201)
      },
    )
}

function recountView({ id, zoneId, vehicleClass, countedAt, counted, derived, endedStays, actor, reason }: RecountRecord): RecountView {
  return {
    id,
    zone_id: zoneId,
    vehicle_class: vehicleClass,
    counted_at: countedAt,
    counted,
    derived,
    difference: counted - derived,
    ended_stays: endedStays,
    actor,
    reason,
  }
}
