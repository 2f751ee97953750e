/** What kitchens and stores need over HTTP: what was cooked, containers with their tags, and what is in store. */
import {
  type MealBatch,
  mealBatch,
  mealBatchBody,
  mealBatchChangeBody,
  mealBatchList,
  type MealContainer,
  mealContainerList,
  mealContainerQuery,
  mealContainersBody,
  mealDayQuery,
  mealStockBody,
  mealStockQuery,
  mealStockView,
} from '@palang/protocol'
import { Hono } from 'hono'
import type { Reach } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import type { Idempotent } from '../../edges/http/idempotency.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import { pageFrom, pageView } from '../../edges/http/views.ts'
import type { HubServices } from '../../services.ts'
import type { BatchRecord, ContainerRecord } from '../../store/meals.ts'
import { addBatch, changeBatch, enterContainers, moveStock, retireContainer } from './meal-acts.ts'
import { dayOf, programmeOf, reachedProgramme } from './programme-asked.ts'

const exampleId = '019bda5e-9a40-7000-8000-000000000001'

/** `/api/meals/{batches,containers,stock}` */
export function kitchenRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .route('/', batchRoutes(services, idempotent))
    .route('/', containerRoutes(services))
    .route('/', stockRoutes(services, idempotent))
}

function batchRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .get(
      '/api/meals/batches',
      describe({
        id: 'listMealBatches',
        tag: 'Meals',
        summary: 'What was cooked on a day',
        ok: { schema: mealBatchList },
        errors: ['not_found'],
      }),
      allow('viewer'),
      query(mealDayQuery),
      async c => {
        const { programme_id: id, day: asked } = c.req.valid('query')
        const programme = await programmeOf(services, c.get('reach'), id)
        const day = dayOf(services, programme, asked)
        const batches = await services.store.meals.batches({ programmeId: programme.id, from: day, to: day })
        return c.json({ items: batches.map(batchView) })
      },
    )
    .post(
      '/api/meals/batches',
      describe({
        id: 'addMealBatch',
        tag: 'Meals',
        summary: 'Note what was cooked; what its recipe says goes out of store',
        ok: { status: 201, schema: mealBatch },
        errors: ['not_found'],
      }),
      allow('operator'),
      body(mealBatchBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        const given = c.req.valid('json')
        await reachedProgramme(services, c.get('reach'), given.programme_id)
        return c.json(batchView(await addBatch(services, c.get('actor'), given)), 201)
      },
    )
    .patch(
      '/api/meals/batches/:id',
      describe({
        id: 'changeMealBatch',
        tag: 'Meals',
        summary: 'Say when it was cooked and how warm it is',
        path: { id: exampleId },
        ok: { schema: mealBatch },
        errors: ['not_found'],
      }),
      allow('operator'),
      body(mealBatchChangeBody),
      async c => {
        const batch = await services.store.meals.batch(c.req.param('id'))
        if (batch === undefined) throw refusal('not_found', 'there is no such batch')
        await reachedProgramme(services, c.get('reach'), batch.programmeId)
        return c.json(batchView(await changeBatch(services, c.get('actor'), batch.id, c.req.valid('json'))))
      },
    )
}

function batchView({ id, programmeId, day, kitchenId, menuId, name, portions, cookedAt, temperatureDc }: BatchRecord): MealBatch {
  return {
    ...{ id, day, name, portions },
    programme_id: programmeId,
    kitchen_id: kitchenId,
    menu_id: menuId,
    cooked_at: cookedAt,
    temperature_dc: temperatureDc,
  }
}

function containerRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/meals/containers',
      describe({
        id: 'listMealContainers',
        tag: 'Meals',
        summary: 'Trays and boxes with their tags',
        ok: { schema: mealContainerList },
        errors: ['not_found'],
      }),
      allow('viewer'),
      query(mealContainerQuery),
      async c => {
        const { programme_id: id, school_id: schoolId, ...page } = c.req.valid('query')
        const programme = await programmeOf(services, c.get('reach'), id)
        return c.json(
          pageView(await services.store.meals.containers({ programmeId: programme.id, schoolId }, pageFrom(page)), containerView),
        )
      },
    )
    .post(
      '/api/meals/containers',
      describe({
        id: 'enterMealContainers',
        tag: 'Meals',
        summary: 'Enter or change containers',
        description: 'What was scanned of a tag before it was entered becomes that of the container.',
        ok: { status: 204 },
        errors: ['not_found'],
      }),
      allow('operator'),
      body(mealContainersBody),
      async c => {
        const given = c.req.valid('json')
        for (const id of new Set(given.items.map(({ programme_id }) => programme_id))) await reachedProgramme(services, c.get('reach'), id)
        await enterContainers(services, c.get('actor'), given)
        services.meals.replan()
        return c.body(null, 204)
      },
    )
    .delete(
      '/api/meals/containers/:tag_id',
      describe({
        id: 'retireMealContainer',
        tag: 'Meals',
        summary: 'Take a container out of use',
        path: { tag_id: 'NFC_TAG_ALPHA' },
        ok: { status: 204 },
        errors: ['not_found'],
      }),
      allow('admin', { everywhere: true }),
      async c => {
        await retireContainer(services, c.get('actor'), c.req.param('tag_id'))
        return c.body(null, 204)
      },
    )
}

function containerView({ tagId, programmeId, label, portions, kitchenId, schoolId, retiredAt }: ContainerRecord): MealContainer {
  return {
    ...{ label, portions },
    tag_id: tagId,
    programme_id: programmeId,
    kitchen_id: kitchenId,
    school_id: schoolId,
    retired_at: retiredAt,
  }
}

function stockRoutes(services: HubServices, idempotent: Idempotent) {
  const stock = async (kitchenId: string) => {
    const { meals } = services.store
    const [items, entries] = await Promise.all([meals.stock(kitchenId), meals.stockEntries(kitchenId, { limit: 100 })])
    return {
      kitchen_id: kitchenId,
      items: items.map(({ item, unit, quantity, changedAt }) => ({ item, unit, quantity, changed_at: changedAt })),
      entries: entries.items.map(({ batchId, id, item, unit, kind, change, actor, reason, at }) => ({
        ...{ id, item, unit, kind, change, actor, reason, at },
        batch_id: batchId,
      })),
    }
  }
  const mustReachKitchen = async (reach: Reach, kitchenId: string) => {
    const kitchen = (await services.store.meals.places()).find(({ id }) => id === kitchenId)
    if (kitchen?.kind !== 'kitchen') throw refusal('not_found', `there is no kitchen ${kitchenId}`)
    await reachedProgramme(services, reach, kitchen.programmeId)
  }
  return new Hono<AppEnv>()
    .get(
      '/api/meals/stock',
      describe({
        id: 'getMealStock',
        tag: 'Meals',
        summary: 'What is in the store of a kitchen',
        ok: { schema: mealStockView },
        errors: ['not_found'],
      }),
      allow('viewer'),
      query(mealStockQuery),
      async c => {
        const { kitchen_id: kitchenId } = c.req.valid('query')
        await mustReachKitchen(c.get('reach'), kitchenId)
        return c.json(await stock(kitchenId))
      },
    )
    .post(
      '/api/meals/stock',
      describe({
        id: 'moveMealStock',
        tag: 'Meals',
        summary: 'Put something in, take it out, or say what was counted',
        ok: { status: 201, schema: mealStockView },
        errors: ['not_found'],
      }),
      allow('operator'),
      body(mealStockBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        const given = c.req.valid('json')
        await mustReachKitchen(c.get('reach'), given.kitchen_id)
        await moveStock(services, c.get('actor'), given)
        return c.json(await stock(given.kitchen_id), 201)
      },
    )
}
