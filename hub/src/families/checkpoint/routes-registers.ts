/** Programmes, places, vehicles and menus over HTTP. */
import {
  mealMenu,
  mealMenuBody,
  mealMenuList,
  mealPlace,
  mealPlaceBody,
  mealPlaceList,
  mealProgrammeQuery,
  mealVehicle,
  mealVehicleBody,
  mealVehicleList,
  programme,
  programmeBody,
  programmeList,
  slug,
} from '@palang/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import type { Reach } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query, type RouteText } from '../../edges/http/describe.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'
import {
  menus,
  menuView,
  mustRun,
  places,
  placeView,
  programmes,
  programmeView,
  putEntry,
  type Register,
  retireEntry,
  vehicles,
  vehicleView,
} from './registers.ts'
import { seenProgrammes } from './programme-asked.ts'

/** `/api/meals/{programmes,places,vehicles,menus}` */
export function registerRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .route('/', programmeRoutes(services))
    .route('/', placeRoutes(services))
    .route('/', vehicleRoutes(services))
    .route('/', menuRoutes(services))
}

const one = (what: string, id: string, example: z.ZodType): Omit<RouteText, 'id' | 'summary'> => ({
  tag: 'Meals',
  path: { id },
  ok: { schema: example },
  description: `What is there under this id is replaced: ${what}.`,
  errors: ['not_found', 'invalid_request'],
})
const gone: Omit<RouteText, 'id' | 'summary'> = { tag: 'Meals', path: { id: 'mbg' }, ok: { status: 204 }, errors: ['not_found'] }

/** Throws `invalid_request` for an id that is none. */
function idOf(given: string): string {
  const read = slug.safeParse(given)
  if (read.success) return read.data
  throw refusal('invalid_request', 'the id in the path: a slug of a-z, 0-9, _ and -', { errors: [{ path: 'id', message: 'no slug' }] })
}

function programmeRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/meals/programmes',
      describe({ id: 'listMealProgrammes', tag: 'Meals', summary: 'Meal programmes', ok: { schema: programmeList } }),
      allow('viewer'),
      async c => {
        const seen = await seenProgrammes(services, c.get('reach'))
        return c.json({ items: (await programmes.list(services)).filter(({ id }) => seen.has(id)).map(programmeView) })
      },
    )
    .put(
      '/api/meals/programmes/:id',
      describe({ id: 'putMealProgramme', summary: 'Enter or change a meal programme', ...one('a programme', 'mbg', programme) }),
      allow('admin', { everywhere: true }),
      body(programmeBody),
      async c => {
        const { outlet_id: outletId = services.site.outlet.id, name, safe_minutes, warm_dc, retention_days } = c.req.valid('json')
        if (services.outlets.get(outletId) === undefined) throw refusal('not_found', `there is no outlet ${outletId}`)
        const record = {
          ...{ id: idOf(c.req.param('id')), outletId, name, retiredAt: null },
          ...{ safeMinutes: safe_minutes, warmDc: warm_dc, retentionDays: retention_days },
        }
        return c.json(programmeView(await putEntry(services, { actor: c.get('actor'), register: programmes, record })))
      },
    )
    .delete(
      '/api/meals/programmes/:id',
      describe({ id: 'retireMealProgramme', summary: 'End a meal programme; what it did stays', ...gone }),
      allow('admin', { everywhere: true }),
      async c => {
        await retireEntry(services, c.get('actor'), programmes, c.req.param('id'))
        return c.body(null, 204)
      },
    )
}

function placeRoutes(services: HubServices) {
  const gatewaysAt = async () => Map.groupBy(await services.store.meals.gateways(), ({ placeId }) => placeId)
  return new Hono<AppEnv>()
    .get(
      '/api/meals/places',
      describe({ id: 'listMealPlaces', tag: 'Meals', summary: 'Kitchens and schools', ok: { schema: mealPlaceList } }),
      allow('viewer'),
      query(mealProgrammeQuery),
      async c => {
        const there = await gatewaysAt()
        const seen = await listed(services, c.get('reach'), places, c.req.valid('query').programme_id)
        return c.json({
          items: seen.map(place =>
            placeView(
              place,
              (there.get(place.id) ?? []).map(({ id }) => id),
            ),
          ),
        })
      },
    )
    .put(
      '/api/meals/places/:id',
      describe({
        id: 'putMealPlace',
        summary: 'Enter or change a kitchen or school',
        ...one('with the gateways that scan there', 'sdn-tebet-01', mealPlace),
      }),
      allow('admin', { everywhere: true }),
      body(mealPlaceBody),
      async c => {
        const { programme_id: programmeId, gateways, ...said } = c.req.valid('json')
        await mustRun(services, programmeId)
        const record = { ...said, id: idOf(c.req.param('id')), programmeId, retiredAt: null }
        await putEntry(services, {
          actor: c.get('actor'),
          register: places,
          record,
          also: tx => services.meals.placeGateways(tx, record.id, gateways),
        })
        return c.json(placeView(record, gateways))
      },
    )
    .delete(
      '/api/meals/places/:id',
      describe({ id: 'retireMealPlace', summary: 'Take a kitchen or school off; what it did stays', ...gone }),
      allow('admin', { everywhere: true }),
      async c => {
        await retireEntry(services, c.get('actor'), places, c.req.param('id'))
        return c.body(null, 204)
      },
    )
}

function vehicleRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/meals/vehicles',
      describe({ id: 'listMealVehicles', tag: 'Meals', summary: 'Vehicles that carry meals', ok: { schema: mealVehicleList } }),
      allow('viewer'),
      query(mealProgrammeQuery),
      async c => c.json({ items: (await listed(services, c.get('reach'), vehicles, c.req.valid('query').programme_id)).map(vehicleView) }),
    )
    .put(
      '/api/meals/vehicles/:id',
      describe({ id: 'putMealVehicle', summary: 'Enter or change a vehicle', ...one('a vehicle', 'mobil-1', mealVehicle) }),
      allow('admin', { everywhere: true }),
      body(mealVehicleBody),
      async c => {
        const { programme_id: programmeId, ...said } = c.req.valid('json')
        await mustRun(services, programmeId)
        const record = { ...said, id: idOf(c.req.param('id')), programmeId, retiredAt: null }
        return c.json(vehicleView(await putEntry(services, { actor: c.get('actor'), register: vehicles, record })))
      },
    )
    .delete(
      '/api/meals/vehicles/:id',
      describe({ id: 'retireMealVehicle', summary: 'Take a vehicle off', ...gone }),
      allow('admin', { everywhere: true }),
      async c => {
        await retireEntry(services, c.get('actor'), vehicles, c.req.param('id'))
        return c.body(null, 204)
      },
    )
}

function menuRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/meals/menus',
      describe({ id: 'listMealMenus', tag: 'Meals', summary: 'Menus and what a portion takes', ok: { schema: mealMenuList } }),
      allow('viewer'),
      query(mealProgrammeQuery),
      async c => c.json({ items: (await listed(services, c.get('reach'), menus, c.req.valid('query').programme_id)).map(menuView) }),
    )
    .put(
      '/api/meals/menus/:id',
      describe({ id: 'putMealMenu', summary: 'Enter or change a menu', ...one('a menu', 'nasi-ayam', mealMenu) }),
      allow('admin', { everywhere: true }),
      body(mealMenuBody),
      async c => {
        const { programme_id: programmeId, name, safe_minutes: safeMinutes, recipe } = c.req.valid('json')
        await mustRun(services, programmeId)
        const taken = recipe.map(({ item, unit, per_portion: perPortion }) => ({ item, unit, perPortion }))
        const record = { id: idOf(c.req.param('id')), programmeId, name, safeMinutes, recipe: taken, retiredAt: null }
        return c.json(menuView(await putEntry(services, { actor: c.get('actor'), register: menus, record })))
      },
    )
    .delete(
      '/api/meals/menus/:id',
      describe({ id: 'retireMealMenu', summary: 'Take a menu off', ...gone }),
      allow('admin', { everywhere: true }),
      async c => {
        await retireEntry(services, c.get('actor'), menus, c.req.param('id'))
        return c.body(null, 204)
      },
    )
}

/** Those of a list that are in use and that the caller may see. */
async function listed<R extends { id: string; programmeId: string; retiredAt: string | null }>(
  services: HubServices,
  reach: Reach,
  register: Register<R>,
  programmeId: string | undefined,
): Promise<R[]> {
  const seen = await seenProgrammes(services, reach)
  const all = await register.list(services)
  return all.filter(
    one => one.retiredAt === null && seen.has(one.programmeId) && (programmeId === undefined || one.programmeId === programmeId),
  )
}
