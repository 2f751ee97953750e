/** Sessions of any family. */
import { pageOf, sessionDetail, sessionListQuery, sessionView as sessionSchema } from '@palang/protocol'
import { Hono } from 'hono'
import type { HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { describe, query } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { onlinePaymentView, pageFrom, pageView, plateReadsView, sessionView, timelineView } from './views.ts'

const sessionList = pageOf(sessionSchema).meta({ examples: [{ items: [], next_cursor: null }] })

/** `/api/sessions` */
export function sessionRoutes({ store }: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/sessions',
      describe({ id: 'listSessions', tag: 'Sessions', summary: 'Sessions, newest first', ok: { schema: sessionList } }),
      allow('viewer'),
      query(sessionListQuery),
      async c => {
        const { limit, cursor, machine: machineId, ...filter } = c.req.valid('query')
        const outletIds = c.get('reach').only?.outletIds
        return c.json(pageView(await store.sessions.list({ ...filter, machineId, outletIds }, pageFrom({ limit, cursor })), sessionView))
      },
    )
    .get(
      '/api/sessions/:id',
      describe({
        id: 'getSession',
        tag: 'Sessions',
        summary: 'One session with its time line',
        description: 'Facts, commands, payments, photos and acts of people merged, oldest first.',
        path: { id: '019bda5e-9a40-7000-8000-000000000001' },
        ok: { schema: sessionDetail },
        errors: ['not_found'],
      }),
      allow('viewer'),
      async c => {
        const session = await store.sessions.get(c.req.param('id'))
        const only = c.get('reach').only
        if (session === undefined || (only !== undefined && !only.outletIds.includes(session.outletId)))
          throw refusal('not_found', 'there is no such session')
        const onlinePayments = await store.onlinePayments.ofSession(session.id)
        return c.json({
          ...sessionView(session),
          timeline: timelineView(await store.sessions.timeline(session.id)),
          online_payments: onlinePayments.map(onlinePaymentView),
          plate_reads: plateReadsView(await store.stayIdentities.get(session.id)),
        })
      },
    )
}
