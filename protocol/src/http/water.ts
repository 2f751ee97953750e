/** Water machines over HTTP: readings in, series and health out, prices, calibrations, what wears out, and orders. */
import { z } from 'zod'
import {
  calibrationPoints,
  flushSeconds,
  interlockState,
  possible,
  qualityReason,
  qualityThresholds,
  qualityVerdict,
} from '../families/water-quality.ts'
import { product, saleResult } from '../families/water-sale.ts'
import { amount, isoTime, reason, slug } from '../primitives.ts'
import { queryTime } from './paging.ts'

const tds = z.number().min(possible.tds.min).max(possible.tds.max)
const ph = z.number().min(possible.ph.min).max(possible.ph.max)
const temperature = z.number().min(possible.temperature.min).max(possible.temperature.max)

/** ISO 8601; with a zone, or as the clock on the wall shows it. */
const readingTime = z.iso.datetime({ offset: true, local: true })

/** A reading as a program posts it. `at` without a zone is in that of the machine. */
export const qualityBody = z
  .object({ tds, ph, temperature: temperature.nullish(), at: readingTime.optional() })
  .meta({ id: 'QualityReading', examples: [{ tds: 120.5, ph: 7.1, temperature: 27.3, at: '2026-01-20T10:30:00.000Z' }] })

/**
 * The reading as it is kept. `new`: false when the machine had posted this moment before. `counted`: false when the machine's own
 * controller measures, and the series are made of what that one tells. `assumed_zone`: of a time that was given without one.
 */
export const qualityAnswer = z
  .object({
    machine_id: z.string(),
    at: isoTime,
    tds: z.number(),
    ph: z.number(),
    temperature: z.number().nullable(),
    verdict: qualityVerdict,
    reasons: z.array(qualityReason),
    new: z.boolean(),
    counted: z.boolean(),
    assumed_zone: z.string().nullable(),
  })
  .meta({
    id: 'RecordedReading',
    examples: [
      {
        machine_id: 'vending-1',
        at: '2026-01-20T10:30:00.000Z',
        tds: 120.5,
        ph: 7.1,
        temperature: 27.3,
        verdict: 'good',
        reasons: [],
        new: true,
        counted: true,
        assumed_zone: null,
      },
    ],
  })
export type QualityAnswer = z.infer<typeof qualityAnswer>

const valueSpread = z.object({ mean: z.number(), min: z.number(), max: z.number() })

export const metricBucket = z.enum(['minute', 'hour', 'day'])
export type MetricBucket = z.infer<typeof metricBucket>

export const metricsQuery = z.object({
  from: queryTime.optional(),
  to: queryTime.optional(),
  bucket: metricBucket.optional().meta({ description: 'Left out, the finest that gives at most 1,500 points' }),
})

/** One bucket that has readings; empty ones are left out. `average`: of the buckets up to this one, as long as a person looks back. */
export const metricPoint = z.object({
  at: isoTime,
  count: z.int().min(1),
  tds: valueSpread,
  ph: valueSpread,
  temperature: valueSpread.nullable(),
  average: z.object({ tds: z.number(), ph: z.number() }),
})
export type MetricPoint = z.infer<typeof metricPoint>

/** Something to be seen beside the line. */
export const metricMark = z.object({
  at: isoTime,
  kind: z.enum(['calibrated', 'locked', 'unlocked', 'flushed']),
  note: z.string().nullable(),
})

export const machineMetrics = z
  .object({
    machine_id: z.string(),
    from: isoTime,
    to: isoTime,
    bucket: metricBucket,
    thresholds: qualityThresholds,
    points: z.array(metricPoint),
    marks: z.array(metricMark),
  })
  .meta({
    id: 'MachineMetrics',
    examples: [
      {
        machine_id: 'vending-1',
        from: '2026-01-20T00:00:00.000Z',
        to: '2026-01-21T00:00:00.000Z',
        bucket: 'hour',
        thresholds: { tds_max: 300, ph_min: 6.5, ph_max: 8.5 },
        points: [
          {
            at: '2026-01-20T10:00:00.000Z',
            count: 360,
            tds: { mean: 120.4, min: 118, max: 123.5 },
            ph: { mean: 7.1, min: 7, max: 7.2 },
            temperature: { mean: 27.3, min: 27.1, max: 27.6 },
            average: { tds: 120.6, ph: 7.1 },
          },
        ],
        marks: [{ at: '2026-01-20T09:00:00.000Z', kind: 'calibrated', note: 'pH 4.01 / 6.86' }],
      },
    ],
  })
export type MachineMetrics = z.infer<typeof machineMetrics>

/** As the source document names them. */
export const machineStatusWord = z.enum(['ACTIVE', 'MAINTENANCE', 'OFFLINE'])
export const machineHealth = z.enum(['HEALTHY', 'WARNING', 'CRITICAL', 'UNKNOWN'])
export type MachineHealth = z.infer<typeof machineHealth>

/** Why a machine is not healthy: reasons of quality, codes of standing alarms, `offline`, `no_recent_reading`, `maintenance_due`. */
export const healthReason = z.string().max(64)

/** The newest of one machine; a value nobody knows is null. `trend`: hourly means of the last day, oldest first, null where there was none. */
export const latestMetrics = z.object({
  machine_id: z.string(),
  name: z.string(),
  status: machineStatusWord,
  health: machineHealth,
  reasons: z.array(healthReason),
  at: isoTime.nullable(),
  age_s: z.int().min(0).nullable(),
  tds: z.number().nullable(),
  ph: z.number().nullable(),
  temperature: z.number().nullable(),
  verdict: qualityVerdict,
  interlock: interlockState.nullable(),
  trend: z.object({ tds: z.array(z.number().nullable()), ph: z.array(z.number().nullable()) }),
})
export type LatestMetrics = z.infer<typeof latestMetrics>

const latestExample = {
  machine_id: 'vending-1',
  name: 'Air minum lobi',
  status: 'ACTIVE' as const,
  health: 'HEALTHY' as const,
  reasons: [],
  at: '2026-01-20T10:30:00.000Z',
  age_s: 4,
  tds: 120.5,
  ph: 7.1,
  temperature: 27.3,
  verdict: 'good' as const,
  interlock: 'open' as const,
  trend: { tds: [119.8, 120.4], ph: [7.1, 7.1] },
}

export const allLatestMetrics = z
  .object({ items: z.array(latestMetrics), thresholds: qualityThresholds })
  .meta({ id: 'LatestMetrics', examples: [{ items: [latestExample], thresholds: { tds_max: 300, ph_min: 6.5, ph_max: 8.5 } }] })
export type AllLatestMetrics = z.infer<typeof allLatestMetrics>

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

/** Prices from a moment on, for one machine or, without one, for all that have none of their own. */
export const priceChangeBody = z.object({ machine_id: slug.nullish(), products: eachOnce, reason }).meta({
  id: 'PriceChange',
  examples: [{ machine_id: null, products: [{ volume_ml: 600, price: 1_000 }], reason: 'new prices of March' }],
})

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
  sales: z.int(),
  results: z.record(saleResult, z.int()),
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
        rows: [{ key: 'vending-1', sales: 3, results: { success: 2, failed: 1, cancelled: 0 }, delivered_ml: 1_580, charged: 2_633 }],
        total: { sales: 3, results: { success: 2, failed: 1, cancelled: 0 }, delivered_ml: 1_580, charged: 2_633 },
      },
    ],
  })
export type WaterReport = z.infer<typeof waterReport>

/** What a customer sees who scans the code on a machine; nothing else of it is public. */
export const publicQuality = z
  .object({
    machine: z.string(),
    outlet: z.string(),
    timezone: z.string(),
    at: isoTime.nullable(),
    tds: z.number().nullable(),
    ph: z.number().nullable(),
    temperature: z.number().nullable(),
    verdict: qualityVerdict,
    selling: z.boolean().nullable(),
    thresholds: qualityThresholds,
    /** Hourly means of today, of the outlet's day. */
    today: z.array(z.object({ at: isoTime, tds: z.number(), ph: z.number() })),
    reasons: z.array(qualityReason),
  })
  .meta({
    id: 'PublicQuality',
    examples: [
      {
        machine: 'Air minum lobi',
        outlet: 'Parkir Pusat',
        timezone: 'Asia/Jakarta',
        at: '2026-01-20T03:32:00.000Z',
        tds: 120.5,
        ph: 7.1,
        temperature: 27.3,
        verdict: 'good',
        selling: true,
        thresholds: { tds_max: 300, ph_min: 6.5, ph_max: 8.5 },
        today: [{ at: '2026-01-20T02:00:00.000Z', tds: 119.8, ph: 7.1 }],
        reasons: [],
      },
    ],
  })
export type PublicQuality = z.infer<typeof publicQuality>
