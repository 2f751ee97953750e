/** Money: the append-only ledger as it was booked. */
import { pageOf, paymentListQuery, paymentView as paymentSchema } from '@palang/protocol'
import { Hono } from 'hono'
import type { HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { describe, query } from './describe.ts'
import { allow } from './rights.ts'
import { pageFrom, pageView, paymentView } from './views.ts'

const paymentList = pageOf(paymentSchema).meta({ examples: [{ items: [], next_cursor: null }] })

/** `/api/payments` */
export function ledgerRoutes({ store }: HubServices) {
  return new Hono<AppEnv>().get(
    '/api/payments',
    describe({ id: 'listPayments', tag: 'Money', summary: 'The ledger, newest first', ok: { schema: paymentList } }),
    allow('viewer'),
    query(paymentListQuery),
    async c => {
      const { session_id: sessionId, from, to, ...page } = c.req.valid('query')
      const filter = {
        ...(sessionId === undefined ? {} : { sessionId }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        outletIds: c.get('reach').only?.outletIds,
      }
      return c.json(pageView(await store.ledger.list(filter, pageFrom(page)), paymentView))
    },
  )
}
