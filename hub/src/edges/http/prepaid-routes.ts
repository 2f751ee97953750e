/** Prepaid cards: what is on one, and putting more on it. */
import { type PrepaidEntryView, prepaidCardView, prepaidQuery, toppedUp, topUpBody } from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachOutlet } from '../../access/reach.ts'
import { topUp } from '../../money/prepaid.ts'
import type { HubServices } from '../../services.ts'
import type { PrepaidEntryRecord } from '../../store/prepaid-store.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import type { Idempotent } from './idempotency.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { pageFrom, pageView } from './views.ts'

const cardInPath = { path: { id: 'CARD_001' } }

/** `/api/prepaid` */
export function prepaidRoutes(services: HubServices, idempotent: Idempotent) {
  const { store, site } = services
  const { currency } = site.outlet
  return new Hono<AppEnv>()
    .get(
      '/api/prepaid/:id',
      describe({
        id: 'getPrepaidCard',
        tag: 'Money',
        summary: 'What is on a card, and what moved it, newest first',
        ...cardInPath,
        ok: { schema: prepaidCardView },
        errors: ['not_found'],
      }),
      allow('viewer'),
      query(prepaidQuery),
      async c => {
        const cardId = c.req.param('id')
        if ((await store.cards.get(cardId)) === undefined) throw refusal('not_found', 'there is no such card')
        const page = pageView(await store.prepaid.list({ cardId }, pageFrom(c.req.valid('query'))), entryView)
        return c.json({ card_id: cardId, balance: await store.prepaid.balance(cardId), currency, ...page })
      },
    )
    .post(
      '/api/prepaid/:id/top-up',
      describe({
        id: 'topUpCard',
        tag: 'Money',
        summary: 'Put money on a prepaid card',
        ...cardInPath,
        ok: { status: 201, schema: toppedUp },
        errors: ['not_found', 'conflict', 'payment_not_offered'],
        idempotent: true,
      }),
      allow('operator'),
      body(topUpBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        mustReachOutlet(c.get('reach'), site.outlet.id)
        const { amount, method, reason } = c.req.valid('json')
        const cardId = c.req.param('id')
        const { entry, balance } = await topUp(services, c.get('actor'), cardId, { amount, method, reason })
        return c.json({ card_id: cardId, balance, currency, entry: entryView(entry) }, 201)
      },
    )
}

function entryView(entry: PrepaidEntryRecord): PrepaidEntryView {
  const { id, kind, amount, sessionId, machineId, occurredAt, actor, reason } = entry
  return { id, kind, amount, session_id: sessionId, machine_id: machineId, occurred_at: occurredAt, actor, reason }
}
