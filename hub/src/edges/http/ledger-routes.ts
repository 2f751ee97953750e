/** Prices and money: tariff versions, and the append-only ledger as it was booked. */
import { isoNow } from '@palang/kit'
import { pageOf, paymentListQuery, paymentView as paymentSchema, tariffView } from '@palang/protocol'
import { tariff as tariffDefinition, tariffProblems } from '@palang/tariff'
import { Hono } from 'hono'
import { z } from 'zod'
import { recordedChange } from '../../access/audit.ts'
import type { HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { pageFrom, pageView, paymentView } from './views.ts'

const paymentList = pageOf(paymentSchema).meta({ examples: [{ items: [], next_cursor: null }] })
const tariffList = pageOf(tariffView).meta({ examples: [{ items: [], next_cursor: null }] })
const tariffExample = {
  id: 'standard',
  version: 2,
  currency: 'IDR',
  free_minutes: 5,
  members_free: true,
  classes: { car: { first: { minutes: 60, amount: 6000 }, following: { minutes: 60, amount: 3000 }, lost_ticket: 50_000 } },
}
const newTariff = tariffDefinition.meta({ id: 'Tariff', examples: [tariffExample] })
const definitionOf = z.record(z.string(), z.unknown())

/** `/api/tariffs` and `/api/payments` */
export function ledgerRoutes(services: HubServices) {
  const { store, clock, site } = services
  return new Hono<AppEnv>()
    .get(
      '/api/tariffs',
      describe({ id: 'listTariffs', tag: 'Money', summary: 'Every version of every tariff', ok: { schema: tariffList } }),
      allow('viewer'),
      async c => {
        const items = (await store.tariffs.list()).map(({ id, version, definition, createdAt }) => ({
          id,
          version,
          definition: definitionOf.parse(definition),
          created_at: createdAt,
        }))
        return c.json({ items, next_cursor: null })
      },
    )
    .post(
      '/api/tariffs',
      describe({
        id: 'addTariff',
        tag: 'Money',
        summary: 'Add a version of a tariff',
        description: 'Versions never change. Stays keep the version they entered with.',
        ok: { status: 201, schema: tariffView },
        errors: ['conflict'],
      }),
      allow('admin', { everywhere: true }),
      body(newTariff),
      async c => {
        const definition = c.req.valid('json')
        const { id, version, currency } = definition
        if (currency !== site.outlet.currency) {
          throw refusal('invalid_request', `currency: the outlet counts in ${site.outlet.currency}`, {
            errors: [{ path: 'currency', message: `must be ${site.outlet.currency}` }],
          })
        }
        const mistakes = tariffProblems(definition).filter(({ severity }) => severity === 'mistake')
        const [first] = mistakes
        if (first !== undefined) {
          const errors = mistakes.map(({ path, message }) => ({ path, message }))
          throw refusal('invalid_request', `${first.path}: ${first.message}`, { errors })
        }
        const createdAt = isoNow(clock)
        await recordedChange(services, c.get('actor'), async (tx, note) => {
          await tx.tariffs.add({ id, version, definition, createdAt })
          note({ action: 'add_tariff', subject: `tariff:${id}`, after: { version } })
        })
        return c.json({ id, version, definition, created_at: createdAt }, 201)
      },
    )
    .route('/', paymentRoutes(services))
}

function paymentRoutes({ store }: HubServices) {
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
