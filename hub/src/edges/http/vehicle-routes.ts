/** Registered vehicles, by their plate. Every change is written to the audit trail. */
import { isoNow } from '@palang/kit'
import { normalizePlate, pageOf, searchQuery, vehicleBody, vehicleChangeBody, vehicleView as vehicleSchema } from '@palang/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import { recordedChange } from '../../access/audit.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { VehicleRecord } from '../../store/records.ts'
import type { Registry } from '../../store/store.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { pageFrom, pageView, vehicleView } from './views.ts'

const vehicleList = pageOf(vehicleSchema).meta({ examples: [{ items: [], next_cursor: null }] })
const plateInPath = { path: { id: 'B1234XYZ' } }

/** `/api/vehicles` */
export function vehicleRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', vehicleReads(services)).route('/', vehicleChanges(services)).route('/', vehicleRemoval(services))
}

function vehicleReads({ store }: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/vehicles',
      describe({ id: 'listVehicles', tag: 'Cards', summary: 'Registered vehicles', ok: { schema: vehicleList } }),
      allow('viewer'),
      query(searchQuery),
      async c => {
        const { search, ...page } = c.req.valid('query')
        return c.json(pageView(await store.vehicles.list(pageFrom(page), search), vehicleView))
      },
    )
    .get(
      '/api/vehicles/:id',
      describe({
        id: 'getVehicle',
        tag: 'Cards',
        summary: 'One vehicle, by its plate',
        ...plateInPath,
        ok: { schema: vehicleSchema },
        errors: ['not_found'],
      }),
      allow('viewer'),
      async c => c.json(vehicleView(await mustFind(store.vehicles, c.req.param('id')))),
    )
}

function vehicleChanges(services: HubServices) {
  return new Hono<AppEnv>()
    .post(
      '/api/vehicles',
      describe({
        id: 'createVehicle',
        tag: 'Cards',
        summary: 'Register a vehicle',
        ok: { status: 201, schema: vehicleSchema },
        errors: ['already_exists'],
      }),
      allow('admin', { everywhere: true }),
      body(vehicleBody),
      async c => c.json(vehicleView(await addVehicle(services, c.get('actor'), c.req.valid('json'))), 201),
    )
    .patch(
      '/api/vehicles/:id',
      describe({
        id: 'changeVehicle',
        tag: 'Cards',
        summary: 'Change a vehicle',
        ...plateInPath,
        ok: { schema: vehicleSchema },
        errors: ['not_found'],
      }),
      allow('admin', { everywhere: true }),
      body(vehicleChangeBody),
      async c => {
        const given = c.req.valid('json')
        const changed = await recordedChange(services, c.get('actor'), async (tx, note) => {
          const before = await mustFind(tx.vehicles, c.req.param('id'))
          const after: VehicleRecord = {
            ...before,
            vehicleClass: given.vehicle_class ?? before.vehicleClass,
            cardId: given.card_id === undefined ? before.cardId : given.card_id,
            note: given.note === undefined ? before.note : given.note,
          }
          await tx.vehicles.put(after)
          note({ action: 'change_vehicle', subject: `vehicle:${after.id}`, before: vehicleView(before), after: vehicleView(after) })
          return after
        })
        return c.json(vehicleView(changed))
      },
    )
}

function vehicleRemoval(services: HubServices) {
  return new Hono<AppEnv>().delete(
    '/api/vehicles/:id',
    describe({
      id: 'deleteVehicle',
      tag: 'Cards',
      summary: 'Remove a vehicle',
      ...plateInPath,
      ok: { status: 204 },
      errors: ['not_found'],
    }),
    allow('admin', { everywhere: true }),
    async c => {
      await recordedChange(services, c.get('actor'), async (tx, note) => {
        const before = await mustFind(tx.vehicles, c.req.param('id'))
        await tx.vehicles.remove(before.id)
        note({ action: 'delete_vehicle', subject: `vehicle:${before.id}`, before: vehicleView(before) })
      })
      return c.body(null, 204)
    },
  )
}

async function mustFind(vehicles: Pick<Registry<VehicleRecord>, 'get'>, plate: string): Promise<VehicleRecord> {
  const vehicle = await vehicles.get(normalizePlate(plate))
  if (vehicle === undefined) throw refusal('not_found', 'there is no such vehicle')
  return vehicle
}

async function addVehicle(services: HubServices, actor: Actor, given: z.output<typeof vehicleBody>): Promise<VehicleRecord> {
  const { clock } = services
  const id = normalizePlate(given.license_plate)
  const vehicle: VehicleRecord = {
    id,
    licensePlate: given.license_plate,
    vehicleClass: given.vehicle_class,
    cardId: given.card_id,
    note: given.note,
    createdAt: isoNow(clock),
  }
  await recordedChange(services, actor, async (tx, note) => {
    if ((await tx.vehicles.get(id)) !== undefined) throw refusal('already_exists', `${id} is registered already`)
    await tx.vehicles.put(vehicle)
    note({ action: 'create_vehicle', subject: `vehicle:${id}`, after: vehicleView(vehicle) })
  })
  return vehicle
}
