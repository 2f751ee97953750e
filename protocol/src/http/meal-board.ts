/** The day of a meal programme as people watch it: what left, arrived, was served and came back, and what is missing where. */
import { z } from 'zod'
import { handoverStep } from '../families/handover.ts'
import { calendarDay, isoTime, slug } from '../primitives.ts'

const count = z.int()

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
  .meta({ id: 'MealDelivery' })
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
  .meta({ id: 'MealBoard' })
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
  .meta({ id: 'MealDeliveryDetail' })
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
  .meta({ id: 'MealBalance' })
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
  .meta({ id: 'MealReport' })
export type MealReport = z.infer<typeof mealReport>
