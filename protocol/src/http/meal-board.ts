/** The day of a meal programme as people watch it: what left, arrived, was served and came back, and what is missing where. */
import { z } from 'zod'
import { handoverStep } from '../families/handover.ts'
import { calendarDay, isoTime, slug } from '../primitives.ts'

const count = z.int()

const flowExample = {
  planned: 210,
  dispatched: 200,
  received: 180,
  served: 180,
  rejected: 0,
  containers: { planned: 11, dispatched: 10, received: 9, served: 9, returned: 0 },
}
const deliveryExample = {
  id: '019bda5e-9a40-7000-8000-000000000001',
  day: '2026-01-20',
  programme_id: 'mbg',
  kitchen: { id: 'dapur-1', name: 'Dapur Tebet' },
  school: { id: 'sdn-tebet-01', name: 'SDN Tebet Barat 01' },
  vehicle: { id: 'mobil-1', name: 'Mobil 1' },
  batch: { id: '019bda5e-9a40-7000-8000-000000000002', name: 'Pagi', cooked_at: '2026-01-19T22:30:00.000Z' },
  route: 'Rute 3',
  stop: 2,
  state: 'dispatched' as const,
  ...flowExample,
  safe_until: '2026-01-20T02:30:00.000Z',
  first_dispatched_at: '2026-01-20T00:10:00.000Z',
  last_received_at: '2026-01-20T01:05:00.000Z',
  flags: ['missing' as const],
}

/** Portions of each step, containers on their way, and corrections in them already. */
const flow = {
  planned: count,
  dispatched: count,
  received: count,
  served: count,
  rejected: count,
  containers: z.object({ planned: count, dispatched: count, received: count, served: count, returned: count }),
}

/**
 * `skipped`, `repeated`: steps of a container out of order. `late`: past the time for which the food is safe and not served. `unplanned`: nobody planned it. `missing`: what left and did not
 * arrive, `unreturned`: containers of an earlier day.
 */
export const deliveryFlag = z.enum(['skipped', 'repeated', 'late', 'unplanned', 'missing', 'rejected', 'unreturned'])

export const deliveryView = z
  .object({
    id: z.string(),
    day: calendarDay,
    programme_id: z.string(),
    kitchen: z.object({ id: z.string(), name: z.string() }),
    school: z.object({ id: z.string(), name: z.string() }),
    vehicle: z.object({ id: z.string(), name: z.string() }).nullable(),
    batch: z.object({ id: z.string(), name: z.string(), cooked_at: isoTime.nullable() }).nullable(),
    route: z.string().nullable(),
    stop: z.int().nullable(),
    /** The step that all of it has done; `planned` before the first. */
    state: z.enum(['planned', ...handoverStep.options]),
    ...flow,
    /** Until when it may be served. */
    safe_until: isoTime.nullable(),
    first_dispatched_at: isoTime.nullable(),
    last_received_at: isoTime.nullable(),
    flags: z.array(deliveryFlag),
  })
  .meta({ id: 'MealDelivery', examples: [deliveryExample] })
export type DeliveryView = z.infer<typeof deliveryView>

export const gatewayView = z.object({
  id: z.string(),
  machine_id: z.string().nullable(),
  place: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Null for a gateway of another make: it is heard of when it sends. */
  online: z.boolean().nullable(),
  backlog: z.int().nullable(),
  last_sync_at: isoTime.nullable(),
  last_scan_at: isoTime.nullable(),
  scans: count,
  rejected: count,
  /** Its times cannot be right. */
  clock_wrong: z.boolean(),
})
export type GatewayView = z.infer<typeof gatewayView>

export const mealBoardView = z
  .object({
    day: calendarDay,
    programme_id: z.string(),
    totals: z.object(flow),
    /** By route and stop, then by name. */
    deliveries: z.array(deliveryView),
    /** Of this day, with tags that nobody entered. */
    unknown_tags: z.array(z.object({ tag_id: z.string(), scans: count, last_at: isoTime, gateway_id: z.string() })),
    gateways: z.array(gatewayView),
    at: isoTime,
  })
  .meta({
    id: 'MealBoard',
    examples: [
      {
        day: '2026-01-20',
        programme_id: 'mbg',
        totals: flowExample,
        deliveries: [deliveryExample],
        unknown_tags: [{ tag_id: 'NFC_TAG_ALPHA', scans: 1, last_at: '2026-01-20T03:30:00.000Z', gateway_id: 'dapur-1' }],
        gateways: [
          {
            id: 'sdn-tebet-01',
            machine_id: 'sdn-tebet-01',
            place: { id: 'sdn-tebet-01', name: 'SDN Tebet Barat 01' },
            online: false,
            backlog: 12,
            last_sync_at: '2026-01-20T01:10:00.000Z',
            last_scan_at: '2026-01-20T01:05:00.000Z',
            scans: 412,
            rejected: 0,
            clock_wrong: false,
          },
        ],
        at: '2026-01-20T03:31:00.000Z',
      },
    ],
  })
export type MealBoardView = z.infer<typeof mealBoardView>

/** One container's round through its steps. */
export const tripView = z.object({
  id: z.string(),
  tag_id: z.string(),
  label: z.string().nullable(),
  portions: count,
  rejected: count,
  reject_reason: z.string().nullable(),
  steps: z.partialRecord(handoverStep, z.object({ at: isoTime, gateway_id: z.string(), temperature_dc: z.int().nullable() })),
  flags: z.array(z.enum(['skipped', 'repeated', 'late'])),
})
export type TripView = z.infer<typeof tripView>

export const deliveryDetail = deliveryView
  .extend({
    trips: z.array(tripView),
    receipts: z.array(
      z.object({
        id: z.string(),
        recipient: z.string(),
        portions: count.nullable(),
        rejected: count.nullable(),
        reject_reason: z.string().nullable(),
        photo_id: z.string().nullable(),
        signature_id: z.string().nullable(),
        note: z.string().nullable(),
        at: isoTime,
        gateway_id: z.string(),
      }),
    ),
    corrections: z.array(
      z.object({ id: z.string(), step: z.string(), change: z.int(), reason: z.string(), actor: z.string(), at: isoTime }),
    ),
  })
  .meta({
    id: 'MealDeliveryDetail',
    examples: [
      {
        ...deliveryExample,
        trips: [
          {
            id: '019bda5e-9a40-7000-8000-000000000003',
            tag_id: 'NFC_TAG_ALPHA',
            label: 'Baki 12',
            portions: 20,
            rejected: 0,
            reject_reason: null,
            steps: { dispatched: { at: '2026-01-20T00:10:00.000Z', gateway_id: 'dapur-1', temperature_dc: 680 } },
            flags: [],
          },
        ],
        receipts: [],
        corrections: [],
      },
    ],
  })
export type DeliveryDetail = z.infer<typeof deliveryDetail>

/** Containers that left and never came back, by the school they went to. */
export const trayBalanceView = z
  .object({
    items: z.array(
      z.object({
        school_id: z.string().nullable(),
        school: z.string().nullable(),
        out: count,
        oldest_day: calendarDay,
        containers: z.array(z.object({ tag_id: z.string(), label: z.string().nullable(), since: isoTime, day: calendarDay })),
      }),
    ),
  })
  .meta({
    id: 'MealBalance',
    examples: [
      {
        items: [
          {
            school_id: 'sdn-tebet-01',
            school: 'SDN Tebet Barat 01',
            out: 1,
            oldest_day: '2026-01-19',
            containers: [{ tag_id: 'NFC_TAG_ALPHA', label: 'Baki 12', since: '2026-01-19T00:10:00.000Z', day: '2026-01-19' }],
          },
        ],
      },
    ],
  })
export type TrayBalanceView = z.infer<typeof trayBalanceView>

export const mealReportQuery = z.object({
  programme_id: slug.optional(),
  from: calendarDay,
  to: calendarDay,
  by: z.enum(['day', 'school', 'kitchen']).default('day'),
})
export const mealReport = z
  .object({
    from: calendarDay,
    to: calendarDay,
    by: z.string(),
    rows: z.array(z.object({ key: z.string(), name: z.string(), deliveries: count, ...flow, late: count, flagged: count })),
  })
  .meta({
    id: 'MealReport',
    examples: [
      {
        from: '2026-01-20',
        to: '2026-01-20',
        by: 'day',
        rows: [{ key: '2026-01-20', name: '2026-01-20', deliveries: 1, ...flowExample, late: 0, flagged: 1 }],
      },
    ],
  })
export type MealReport = z.infer<typeof mealReport>
