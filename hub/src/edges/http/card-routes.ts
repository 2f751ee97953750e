/** Cards and vehicles people registered. Every change is written to the audit trail. */
import { isoNow } from '@palang/kit'
import {
  cardChangeBody,
  cardView as cardSchema,
  newCardBody,
  normalizePlate,
  pageOf,
  searchQuery,
  vehicleBody,
  vehicleChangeBody,
  vehicleView as vehicleSchema,
} from '@palang/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import { recordAct } from '../../access/audit.ts'
import type { HubServices } from '../../services.ts'
import type { CardRecord, VehicleRecord } from '../../store/records.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { cardView, pageFrom, pageView, vehicleView } from './views.ts'

const cardList = pageOf(cardSchema).meta({ examples: [{ items: [], next_cursor: null }] })
const vehicleList = pageOf(vehicleSchema).meta({ examples: [{ items: [], next_cursor: null }] })
const cardInPath = { path: { id: 'CARD_001' } }
const plateInPath = { path: { id: 'B1234XYZ' } }

/** `/api/cards` */
export function cardRoutes(services: HubServices) {
  const { store, clock } = services
  const mustFind = async (id: string): Promise<CardRecord> => {
    const card = await store.cards.get(id)
    if (card === undefined) throw refusal('not_found', 'there is no such card')
    return card
  }
  return new Hono<AppEnv>()
    .get('/api/cards', describe({ id: 'listCards', tag: 'Cards', summary: 'Registered cards', ok: { schema: cardList } }), allow('viewer'), query(searchQuery), async c => {
      const { search, ...page } = c.req.valid('query')
      return c.json(pageView(await store.cards.list(pageFrom(page), search), cardView))
    })
    .get('/api/cards/:id', describe({ id: 'getCard', tag: 'Cards', summary: 'One card', ...cardInPath, ok: { schema: cardSchema }, errors: ['not_found'] }), allow('viewer'), async c =>
      c.json(cardView(await mustFind(c.req.param('id')))),
    )
    .post(
      '/api/cards',
      describe({ id: 'createCard', tag: 'Cards', summary: 'Register a card', ok: { status: 201, schema: cardSchema }, errors: ['already_exists'] }),
      allow('admin'),
      body(newCardBody),
      async c => {
        const given = c.req.valid('json')
        if ((await store.cards.get(given.id)) !== undefined) throw refusal('already_exists', `card ${given.id} is registered already`)
        const at = isoNow(clock)
        const card: CardRecord = { id: given.id, ...cardFields(given), createdAt: at, updatedAt: at }
        mustBeInOrder(card)
        await store.cards.put(card)
        await recordAct(services, c.get('actor'), { action: 'create_card', subject: `card:${card.id}`, after: cardView(card) })
        return c.json(cardView(card), 201)
      },
    )
    .patch(
      '/api/cards/:id',
      describe({ id: 'changeCard', tag: 'Cards', summary: 'Change a card', ...cardInPath, ok: { schema: cardSchema }, errors: ['not_found'] }),
      allow('admin'),
      body(cardChangeBody),
      async c => {
        const before = await mustFind(c.req.param('id'))
        const after: CardRecord = { ...before, ...cardFields({ ...cardView(before), ...c.req.valid('json') }), updatedAt: isoNow(clock) }
        mustBeInOrder(after)
        await store.cards.put(after)
        await recordAct(services, c.get('actor'), { action: 'change_card', subject: `card:${after.id}`, before: cardView(before), after: cardView(after) })
        return c.json(cardView(after))
      },
    )
    .delete('/api/cards/:id', describe({ id: 'deleteCard', tag: 'Cards', summary: 'Remove a card', ...cardInPath, ok: { status: 204 }, errors: ['not_found'] }), allow('admin'), async c => {
      const before = await mustFind(c.req.param('id'))
      await store.cards.remove(before.id)
      await recordAct(services, c.get('actor'), { action: 'delete_card', subject: `card:${before.id}`, before: cardView(before) })
      return c.body(null, 204)
    })
}

/** `/api/vehicles` */
export function vehicleRoutes(services: HubServices) {
  const { store, clock } = services
  const mustFind = async (plate: string): Promise<VehicleRecord> => {
    const vehicle = await store.vehicles.get(normalizePlate(plate))
    if (vehicle === undefined) throw refusal('not_found', 'there is no such vehicle')
    return vehicle
  }
  return new Hono<AppEnv>()
    .get('/api/vehicles', describe({ id: 'listVehicles', tag: 'Cards', summary: 'Registered vehicles', ok: { schema: vehicleList } }), allow('viewer'), query(searchQuery), async c => {
      const { search, ...page } = c.req.valid('query')
      return c.json(pageView(await store.vehicles.list(pageFrom(page), search), vehicleView))
    })
    .get(
      '/api/vehicles/:id',
      describe({ id: 'getVehicle', tag: 'Cards', summary: 'One vehicle, by its plate', ...plateInPath, ok: { schema: vehicleSchema }, errors: ['not_found'] }),
      allow('viewer'),
      async c => c.json(vehicleView(await mustFind(c.req.param('id')))),
    )
    .post(
      '/api/vehicles',
      describe({ id: 'createVehicle', tag: 'Cards', summary: 'Register a vehicle', ok: { status: 201, schema: vehicleSchema }, errors: ['already_exists'] }),
      allow('admin'),
      body(vehicleBody),
      async c => {
        const given = c.req.valid('json')
        const id = normalizePlate(given.license_plate)
        if ((await store.vehicles.get(id)) !== undefined) throw refusal('already_exists', `${id} is registered already`)
        const vehicle: VehicleRecord = {
          id,
          licensePlate: given.license_plate,
          vehicleClass: given.vehicle_class,
          cardId: given.card_id,
          note: given.note,
          createdAt: isoNow(clock),
        }
        await store.vehicles.put(vehicle)
        await recordAct(services, c.get('actor'), { action: 'create_vehicle', subject: `vehicle:${id}`, after: vehicleView(vehicle) })
        return c.json(vehicleView(vehicle), 201)
      },
    )
    .patch(
      '/api/vehicles/:id',
      describe({ id: 'changeVehicle', tag: 'Cards', summary: 'Change a vehicle', ...plateInPath, ok: { schema: vehicleSchema }, errors: ['not_found'] }),
      allow('admin'),
      body(vehicleChangeBody),
      async c => {
        const before = await mustFind(c.req.param('id'))
        const { vehicle_class: vehicleClass = before.vehicleClass, card_id: cardId = before.cardId, note = before.note } = c.req.valid('json')
        const after: VehicleRecord = { ...before, vehicleClass, cardId, note }
        await store.vehicles.put(after)
        await recordAct(services, c.get('actor'), { action: 'change_vehicle', subject: `vehicle:${after.id}`, before: vehicleView(before), after: vehicleView(after) })
        return c.json(vehicleView(after))
      },
    )
    .delete(
      '/api/vehicles/:id',
      describe({ id: 'deleteVehicle', tag: 'Cards', summary: 'Remove a vehicle', ...plateInPath, ok: { status: 204 }, errors: ['not_found'] }),
      allow('admin'),
      async c => {
        const before = await mustFind(c.req.param('id'))
        await store.vehicles.remove(before.id)
        await recordAct(services, c.get('actor'), { action: 'delete_vehicle', subject: `vehicle:${before.id}`, before: vehicleView(before) })
        return c.body(null, 204)
      },
    )
}

type CardValues = z.output<typeof cardChangeBody>

function cardFields(given: CardValues): Pick<CardRecord, 'kind' | 'status' | 'holder' | 'licensePlate' | 'vehicleClass' | 'validFrom' | 'validUntil'> {
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
  throw refusal('invalid_request', 'valid_until: lies before valid_from', { errors: [{ path: 'valid_until', message: 'lies before valid_from' }] })
}
