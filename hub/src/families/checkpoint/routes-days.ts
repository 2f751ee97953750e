/** A day of a meal programme over HTTP: the plan, the board, what was delivered, corrections, containers that are out, and reports. */
import {
  deliveryDetail,
  mealBoardView,
  mealCorrectionBody,
  mealDayQuery,
  mealPlanAnswer,
  mealPlanBody,
  mealReport,
  type MealReport,
  mealReportQuery,
  trayBalanceView,
} from '@palang/protocol'
import { Hono } from 'hono'
import { mustReachOutlet, type Reach } from '../../access/reach.ts'
import { dayAfter, startOfDate } from '../../edges/http/business-day.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { csvFile, csvLine } from '../../edges/http/csv.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import type { Idempotent } from '../../edges/http/idempotency.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import type { HubServices } from '../../services.ts'
import type { DeliveryRecord, ProgrammeRecord } from '../../store/meals.ts'
import { boardOf, deliveryDetailOf, mealReportOf, trayBalanceOf } from './board.ts'
import { correct, planDay } from './meal-acts.ts'
import { dayOf, programmeOf, reachedProgramme, zoneOf } from './programme-asked.ts'
import { programmes } from './registers.ts'

const exampleId = '019bda5e-9a40-7000-8000-000000000001'

/** `/api/meals/{board,balance,plan,deliveries,report}` */
export function dayRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .route('/', boardRoutes(services))
    .route('/', planRoutes(services))
    .route('/', deliveryRoutes(services, idempotent))
    .route('/', reportRoutes(services))
}

function boardRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/meals/board',
      describe({
        id: 'getMealBoard',
        tag: 'Meals',
        summary: 'A day of a programme: what left, arrived, was served and came back, and what is missing where',
        ok: { schema: mealBoardView },
        errors: ['not_found'],
      }),
      allow('viewer'),
      query(mealDayQuery),
      async c => {
        const { programme_id: id, day } = c.req.valid('query')
        const programme = await programmeOf(services, c.get('reach'), id)
        return c.json(await boardOf(services, programme, dayOf(services, programme, day)))
      },
    )
    .get(
      '/api/meals/balance',
      describe({
        id: 'getTrayBalance',
        tag: 'Meals',
        summary: 'Containers that left before this day and are not back, by school',
        ok: { schema: trayBalanceView },
        errors: ['not_found'],
      }),
      allow('viewer'),
      query(mealDayQuery),
      async c => {
        const { programme_id: id, day } = c.req.valid('query')
        const programme = await programmeOf(services, c.get('reach'), id)
        return c.json(await trayBalanceOf(services, programme, dayOf(services, programme, day)))
      },
    )
}

function deliveryRoutes(services: HubServices, idempotent: Idempotent) {
  const detail = async (reach: Reach, id: string) => {
    const { delivery, programme } = await reachedDelivery(services, reach, id)
    const zone = zoneOf(services, programme)
    const from = new Date(startOfDate(delivery.day, zone)).toISOString()
    const to = new Date(startOfDate(dayAfter(delivery.day), zone)).toISOString()
    return deliveryDetailOf(services, programme, delivery, { from, to })
  }
  return new Hono<AppEnv>()
    .get(
      '/api/meals/deliveries/:id',
      describe({
        id: 'getMealDelivery',
        tag: 'Meals',
        summary: 'One delivery with the rounds of its containers, receipts and corrections',
        path: { id: exampleId },
        ok: { schema: deliveryDetail },
        errors: ['not_found'],
      }),
      allow('viewer'),
      async c => c.json(await detail(c.get('reach'), c.req.param('id'))),
    )
    .post(
      '/api/meals/deliveries/:id/corrections',
      describe({
        id: 'correctMealDelivery',
        tag: 'Meals',
        summary: 'Add a correction with its reason; nothing that was scanned is changed',
        path: { id: exampleId },
        ok: { status: 201, schema: deliveryDetail },
        errors: ['not_found'],
      }),
      allow('operator'),
      body(mealCorrectionBody),
      idempotent({ interrupted: 'refuse' }),
      async c => {
        const { delivery } = await reachedDelivery(services, c.get('reach'), c.req.param('id'))
        await correct(services, c.get('actor'), delivery.id, c.req.valid('json'))
        return c.json(await detail(c.get('reach'), delivery.id), 201)
      },
    )
}

function planRoutes(services: HubServices) {
  return new Hono<AppEnv>().post(
    '/api/meals/plan',
    describe({
      id: 'planMeals',
      tag: 'Meals',
      summary: 'Plan what goes where on a day',
      description: 'A delivery between the same two places on that day is changed. What was scanned already is put to what is planned.',
      ok: { schema: mealPlanAnswer },
      errors: ['not_found', 'conflict'],
    }),
    allow('operator'),
    body(mealPlanBody),
    async c => {
      const plan = c.req.valid('json')
      await reachedProgramme(services, c.get('reach'), plan.programme_id)
      const deliveries = await planDay(services, c.get('actor'), plan)
      services.meals.replan()
      return c.json({ deliveries })
    },
  )
}

async function reachedDelivery(
  services: HubServices,
  reach: Reach,
  id: string,
): Promise<{ delivery: DeliveryRecord; programme: ProgrammeRecord }> {
  const delivery = await services.store.meals.delivery(id)
  const programme = (await programmes.list(services)).find(one => one.id === delivery?.programmeId)
  if (delivery === undefined || programme === undefined) throw refusal('not_found', 'there is no such delivery')
  mustReachOutlet(reach, programme.outletId)
  return { delivery, programme }
}

function reportRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/meals/report',
      describe({
        id: 'getMealReport',
        tag: 'Meals',
        summary: 'Portions and containers by day, school or kitchen',
        ok: { schema: mealReport },
        errors: ['not_found'],
      }),
      allow('viewer'),
      query(mealReportQuery),
      async c => {
        const { programme_id: id, ...asked } = c.req.valid('query')
        return c.json(await mealReportOf(services, await programmeOf(services, c.get('reach'), id), asked))
      },
    )
    .get(
      '/api/meals/report.csv',
      describe({
        id: 'exportMealReport',
        tag: 'Meals',
        summary: 'The same as a CSV file',
        ok: { media: 'text/csv', text: `One line per day, school or kitchen: ${reportColumns.join(', ')}` },
        errors: ['not_found'],
      }),
      allow('viewer'),
      query(mealReportQuery),
      async c => {
        const { programme_id: id, ...asked } = c.req.valid('query')
        const programme = await programmeOf(services, c.get('reach'), id)
        return c.body(
          ...csvFile(`palang-meals-${asked.by}-${asked.from}-${asked.to}.csv`, csv(await mealReportOf(services, programme, asked))),
        )
      },
    )
}

const reportColumns = [
  'key',
  'name',
  'deliveries',
  'planned',
  'dispatched',
  'received',
  'served',
  'rejected',
  'containers_dispatched',
  'containers_returned',
  'late',
  'flagged',
] as const

function csv({ rows }: MealReport): string {
  const lines = rows.map(({ key, name, deliveries, planned, dispatched, received, served, rejected, containers, late, flagged }) =>
    csvLine([
      key,
      name,
      ...[deliveries, planned, dispatched, received, served, rejected, containers.dispatched, containers.returned, late, flagged].map(
        String,
      ),
    ]),
  )
  return `${csvLine([...reportColumns])}${lines.join('')}`
}
