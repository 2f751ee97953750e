/** What sensors of water machines measured, over HTTP: readings in, series, the newest of all and the public page out. */
import { z } from 'zod'
import { interlockState, possible, qualityReason, qualityThresholds, qualityVerdict } from '../families/water-quality.ts'
import { isoTime } from '../primitives.ts'
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

/** What the hub finds by itself: a machine that is not heard, or good water that comes close to a threshold. */
export const hubHealthReason = z.enum(['offline', 'no_recent_reading', 'tds_near_limit', 'ph_near_limit'])
export type HubHealthReason = z.infer<typeof hubHealthReason>

/** Why a machine is not healthy: reasons of quality, codes of standing alarms, and those of {@link hubHealthReason}. */
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

/** The page of today's quality of one machine, below the address customers reach the hub at. */
export function qualityPageUrl(hubUrl: string, machineId: string): string {
  return new URL(`quality/${encodeURIComponent(machineId)}`, hubUrl.replace(/\/*$/, '/')).href
}
