/** Water machines over HTTP: orders, prices, calibrations, what wears out, and what was sold. */
import { z } from 'zod'
import { calibrationPoints, flushSeconds } from '../families/water-quality.ts'
import { product, saleResult } from '../families/water-sale.ts'
import { amount, isoTime, reason, slug } from '../primitives.ts'
import { queryTime } from './paging.ts'

export const stopDispenseBody = z
  .object({ reason: reason.optional() })
  .meta({ id: 'StopDispense', examples: [{ reason: 'the bottle is full' }] })
export const flushBody = z
  .object({ seconds: flushSeconds, reason })
  .meta({ id: 'Flush', examples: [{ seconds: 30, reason: 'after the filter was changed' }] })
export const saleLockBody = z
  .object({ locked: z.boolean(), reason })
  .meta({ id: 'SaleLock', examples: [{ locked: true, reason: 'the water tastes of chlorine' }] })

const eachOnce = z
  .array(product)
  .min(1)
  .max(24)
  .refine(list => new Set(list.map(({ volume_ml }) => volume_ml)).size === list.length, 'each volume once')

/**
 * Prices from a moment on, for one machine or, without one, for all that have none of their own. `free`: that a product costs nothing is
 * meant; a price of 0 without it is taken for a slip.
 */
export const priceChangeBody = z
  .object({ machine_id: slug.nullish(), products: eachOnce, free: z.boolean().optional(), reason })
  .refine(({ products, free }) => free === true || products.every(({ price }) => price > 0), {
    path: ['free'],
    message: 'must be true where a product costs nothing',
  })
  .meta({
    id: 'PriceChange',
    examples: [{ machine_id: null, products: [{ volume_ml: 600, price: 1_000 }], reason: 'new prices of March' }],
  })

/** In whose name the lists are that stand in the site file and nobody set. */
export const siteFileActor = 'rule:site-file'

const priceListExample = {
  version: '8f3a2b10c4d5e6f7',
  machine_id: null,
  products: [{ volume_ml: 600, price: 1_000 }],
  since: '2026-01-20T10:00:00.000Z',
  actor: 'user:admin@palang.local',
  reason: 'new prices of March',
  selling: ['vending-1'],
  waiting: ['vending-2'],
}

/** `selling`: the machines that say themselves that they sell by it. `waiting`: those that it is meant for and that have not said so. */
export const priceListView = z
  .object({
    version: z.string(),
    machine_id: z.string().nullable(),
    products: z.array(product),
    since: isoTime,
    actor: z.string(),
    reason: z.string().nullable(),
    selling: z.array(z.string()),
    waiting: z.array(z.string()),
  })
  .meta({ id: 'WaterPriceList', examples: [priceListExample] })
export type PriceListView = z.infer<typeof priceListView>

export const priceLists = z.object({ items: z.array(priceListView) }).meta({ id: 'WaterPrices', examples: [{ items: [priceListExample] }] })

export const calibrationKind = z.enum(['tds', 'ph', 'flow'])
export type CalibrationKind = z.infer<typeof calibrationKind>

/** `points` for tds and ph, `pulses_per_litre` for flow. `due_at` left out: after the days of the site file. */
export const calibrationBody = z
  .object({
    kind: calibrationKind,
    points: calibrationPoints.optional(),
    pulses_per_litre: z.number().min(1).max(100_000).optional(),
    due_at: isoTime.optional(),
    note: z.string().trim().max(200).optional(),
  })
  .refine(({ kind, points, pulses_per_litre }) => (kind === 'flow' ? pulses_per_litre !== undefined : points !== undefined), {
    path: ['points'],
    message: 'points for tds and ph, pulses_per_litre for flow',
  })
  .meta({
    id: 'Calibration',
    examples: [
      {
        kind: 'ph',
        points: [
          { measured: 4.2, reference: 4.01 },
          { measured: 7.1, reference: 6.86 },
        ],
        note: 'buffers of January',
      },
    ],
  })

const calibrationExample = {
  id: '019bda5e-9a40-7000-8000-00000000ca1b',
  machine_id: 'vending-1',
  kind: 'ph' as const,
  points: [
    { measured: 4.2, reference: 4.01 },
    { measured: 7.1, reference: 6.86 },
  ],
  pulses_per_litre: null,
  calibrated_at: '2026-01-20T10:00:00.000Z',
  due_at: '2026-04-20T10:00:00.000Z',
  overdue: false,
  actor: 'user:admin@palang.local',
  note: 'buffers of January',
}

export const calibrationView = z
  .object({
    id: z.string(),
    machine_id: z.string(),
    kind: calibrationKind,
    points: calibrationPoints.nullable(),
    pulses_per_litre: z.number().nullable(),
    calibrated_at: isoTime,
    due_at: isoTime,
    overdue: z.boolean(),
    actor: z.string(),
    note: z.string().nullable(),
  })
  .meta({ id: 'CalibrationRecord', examples: [calibrationExample] })
export type CalibrationView = z.infer<typeof calibrationView>

export const calibrations = z
  .object({ items: z.array(calibrationView) })
  .meta({ id: 'Calibrations', examples: [{ items: [calibrationExample] }] })

export const consumableKind = z.enum(['tank', 'filter', 'uv'])
export type ConsumableKind = z.infer<typeof consumableKind>

const consumableExample = {
  machine_id: 'vending-1',
  kind: 'filter' as const,
  unit: 'l' as const,
  capacity: 5_000,
  used: 1_250.6,
  left: 3_749.4,
  since: '2026-01-02T08:00:00.000Z',
  empty_at: '2026-03-14T00:00:00.000Z',
  due: false,
}

/** `unit` of capacity, used and left. `empty_at`: at the pace of the last week; null where nothing was used. */
export const consumableView = z
  .object({
    machine_id: z.string(),
    kind: consumableKind,
    unit: z.enum(['l', 'h']),
    capacity: z.number(),
    used: z.number(),
    left: z.number(),
    since: isoTime,
    empty_at: isoTime.nullable(),
    due: z.boolean(),
  })
  .meta({ id: 'Consumable', examples: [consumableExample] })
export type ConsumableView = z.infer<typeof consumableView>

export const consumableViews = z
  .object({ items: z.array(consumableView) })
  .meta({ id: 'Consumables', examples: [{ items: [consumableExample] }] })

/** The tank was filled, the filter or the lamp changed. `left` when it is not full or new. */
export const renewBody = z
  .object({ kind: consumableKind, left: z.number().min(0).optional(), reason: reason.optional() })
  .meta({ id: 'Renewal', examples: [{ kind: 'filter', reason: 'changed on schedule' }] })

/** Sales of a period. `group`: what each row is of. */
export const waterReportQuery = z.object({
  from: queryTime.optional(),
  to: queryTime.optional(),
  machine_id: slug.optional(),
  group: z.enum(['machine', 'volume', 'hour', 'day']).default('machine'),
})

export const waterReportRow = z.object({
  /** A machine, a volume in millilitres, an hour of the day `00`–`23` or a day `YYYY-MM-DD`, in the outlet's zone. */
  key: z.string(),
  /** Paid, or water came; `results` is how these ended. */
  sales: z.int(),
  results: z.record(saleResult, z.int()),
  /** Choices that ended before they were paid, and are no sales. */
  given_up: z.int(),
  delivered_ml: z.int(),
  charged: amount,
})
export type WaterReportRow = z.infer<typeof waterReportRow>

export const waterReport = z
  .object({
    from: isoTime,
    to: isoTime,
    group: z.enum(['machine', 'volume', 'hour', 'day']),
    currency: z.string(),
    rows: z.array(waterReportRow),
    total: waterReportRow.omit({ key: true }),
  })
  .meta({
    id: 'WaterReport',
    examples: [
      {
        from: '2026-01-01T00:00:00.000Z',
        to: '2026-02-01T00:00:00.000Z',
        group: 'machine',
        currency: 'IDR',
        rows: [
          {
            key: 'vending-1',
            sales: 3,
            results: { success: 2, failed: 1, cancelled: 0 },
            given_up: 1,
            delivered_ml: 1_580,
            charged: 2_633,
          },
        ],
        total: { sales: 3, results: { success: 2, failed: 1, cancelled: 0 }, given_up: 1, delivered_ml: 1_580, charged: 2_633 },
      },
    ],
  })
export type WaterReport = z.infer<typeof waterReport>
