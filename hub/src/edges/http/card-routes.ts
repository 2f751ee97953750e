/** Registered cards. Every change is written to the audit trail. */
import { isoNow } from '@palang/kit'
import { cardChangeBody, cardView as cardSchema, newCardBody, pageOf, searchQuery } from '@palang/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import { recordedChange } from '../../access/audit.ts'
import type { HubServices } from '../../services.ts'
import type { CardRecord } from '../../store/records.ts'
import type { Registry } from '../../store/store.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { cardView, pageFrom, pageView } from './views.ts'

const cardList = pageOf(cardSchema).meta({ examples: [{ items: [], next_cursor: null }] })
const cardInPath = { path: { id: 'CARD_001' } }

/** `/api/cards` */
export function cardRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', cardReads(services)).route('/', cardChanges(services)).route('/', cardRemoval(services))
}

function cardReads({ store }: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/cards',
      describe({ id: 'listCards', tag: 'Cards', summary: 'Registered cards', ok: { schema: cardList } }),
      allow('viewer'),
      query(searchQuery),
      async c => {
        const { search, ...page } = c.req.valid('query')
        return c.json(pageView(await store.cards.list(pageFrom(page), search), cardView))
      },
    )
    .get(
      '/api/cards/:id',
      describe({ id: 'getCard', tag: 'Cards', summary: 'One card', ...cardInPath, ok: { schema: cardSchema }, errors: ['not_found'] }),
      allow('viewer'),
      async c => c.json(cardView(await mustFind(store.cards, c.req.param('id')))),
    )
}

function cardChanges(services: HubServices) {
  const { clock } = services
  return new Hono<AppEnv>()
    .post(
      '/api/cards',
      describe({
        id: 'createCard',
        tag: 'Cards',
        summary: 'Register a card',
        ok: { status: 201, schema: cardSchema },
        errors: ['already_exists'],
      }),
      allow('admin', { everywhere: true }),
      body(newCardBody),
      async c => {
        const given = c.req.valid('json')
        const at = isoNow(clock)
        const card: CardRecord = { id: given.id, ...cardFields(given), createdAt: at, updatedAt: at }
        mustBeInOrder(card)
        await recordedChange(services, c.get('actor'), async (tx, note) => {
          if ((await tx.cards.get(card.id)) !== undefined) throw refusal('already_exists', `card ${card.id} is registered already`)
          await tx.cards.put(card)
          note({ action: 'create_card', subject: `card:${card.id}`, after: cardView(card) })
        })
        return c.json(cardView(card), 201)
      },
    )
    .patch(
      '/api/cards/:id',
      describe({
        id: 'changeCard',
        tag: 'Cards',
        summary: 'Change a card',
        ...cardInPath,
        ok: { schema: cardSchema },
        errors: ['not_found'],
      }),
      allow('admin', { everywhere: true }),
      body(cardChangeBody),
      async c => {
        const changed = await recordedChange(services, c.get('actor'), async (tx, note) => {
          const before = await mustFind(tx.cards, c.req.param('id'))
          const after: CardRecord = { ...before, ...cardFields({ ...cardView(before), ...c.req.valid('json') }), updatedAt: isoNow(clock) }
          mustBeInOrder(after)
          await tx.cards.put(after)
          note({ action: 'change_card', subject: `card:${after.id}`, before: cardView(before), after: cardView(after) })
          return after
        })
        return c.json(cardView(changed))
      },
    )
}

function cardRemoval(services: HubServices) {
  return new Hono<AppEnv>().delete(
    '/api/cards/:id',
    describe({ id: 'deleteCard', tag: 'Cards', summary: 'Remove a card', ...cardInPath, ok: { status: 204 }, errors: ['not_found'] }),
    allow('admin', { everywhere: true }),
    async c => {
      await recordedChange(services, c.get('actor'), async (tx, note) => {
        const before = await mustFind(tx.cards, c.req.param('id'))
        await tx.cards.remove(before.id)
        note({ action: 'delete_card', subject: `card:${before.id}`, before: cardView(before) })
      })
      return c.body(null, 204)
    },
  )
}

async function mustFind(cards: Pick<Registry<CardRecord>, 'get'>, id: string): Promise<CardRecord> {
  const card = await cards.get(id)
  if (card === undefined) throw refusal('not_found', 'there is no such card')
  return card
}

type CardValues = z.output<typeof cardChangeBody>

function cardFields(
  given: CardValues,
): Pick<CardRecord, 'kind' | 'status' | 'holder' | 'licensePlate' | 'vehicleClass' | 'validFrom' | 'validUntil'> {
  return {
    kind: given.kind ?? 'member',
    status: given.status ?? 'active',
    holder: given.holder ?? null,
    licensePlate: given.license_plate ?? null,
    vehicleClass: given.vehicle_class ?? null,
    validFrom: given.valid_from ?? null,
    validUntil: given.valid_until ?? null,
  }
}

function mustBeInOrder({ validFrom, validUntil }: CardRecord): void {
  if (validFrom === null || validUntil === null || validFrom <= validUntil) return
  throw refusal('invalid_request', 'valid_until: lies before valid_from', {
    errors: [{ path: 'valid_until', message: 'lies before valid_from' }],
  })
}
