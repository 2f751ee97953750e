/** Treatments as people look at them: every event, and what they add up to. */
import { z } from 'zod'
import { deviceId, treatment, treatmentPhase } from '../families/device-message.ts'
import { calendarDay, isoTime, slug } from '../primitives.ts'
import { pageOf, pageQuery, queryBoolean, queryTime } from './paging.ts'

export const eventListQuery = pageQuery.extend({
  device_id: deviceId.optional(),
  machine_id: slug.optional(),
  outlet_id: slug.optional(),
  from: queryTime.optional(),
  to: queryTime.optional(),
  waiting: queryBoolean.optional().meta({ description: 'Only those of devices that were at no machine' }),
})

/** One event of a device, once. `occurred_at` is when it happened as well as the hub can tell; `clock` says by which clock. */
export const deviceEventView = z
  .object({
    id: z.string(),
    device_id: z.string(),
    machine_id: z.string().nullable(),
    outlet_id: z.string().nullable(),
    session_id: z.string().nullable(),
    event_type: treatment,
    phase: treatmentPhase.nullable(),
    occurred_at: isoTime,
    clock: z.enum(['device', 'corrected', 'hub']),
    device_timestamp: isoTime.nullable(),
    received_at: isoTime,
    planned_s: z.int().nullable(),
    actual_s: z.int().nullable(),
    count_basic: z.int().nullable(),
    count_standard: z.int().nullable(),
    count_premium: z.int().nullable(),
  })
  .meta({ id: 'DeviceEvent' })
export type DeviceEventView = z.infer<typeof deviceEventView>

export const deviceEventList = pageOf(deviceEventView).meta({
  examples: [
    {
      items: [
        {
          id: 'mkmz4n2lcZ0f9qH3kXo1v5R8sWbT2yUe7aD4',
          device_id: '3C:8A:1F:A4:3E:C4',
          machine_id: 'ozon-1',
          outlet_id: 'pusat',
          session_id: '019bda5e-9a40-7000-8000-000000000001',
          event_type: 'BASIC',
          phase: null,
          occurred_at: '2026-01-20T10:30:00.000Z',
          clock: 'device',
          device_timestamp: '2026-01-20T10:30:00.000Z',
          received_at: '2026-01-20T10:30:00.120Z',
          planned_s: null,
          actual_s: null,
          count_basic: 1,
          count_standard: 0,
          count_premium: 0,
        },
      ],
      next_cursor: null,
    },
  ],
})

export const analyticsGroup = z.enum(['day', 'week', 'month', 'year'])
export type AnalyticsGroup = z.infer<typeof analyticsGroup>

const longestDays = 3_660

/** Of all treatments, or of one outlet, machine or device. `from` and `to` are days of the outlet, both included; else the last `days`, today among them. */
export const analyticsQuery = z.object({
  device_id: deviceId.optional(),
  machine_id: slug.optional(),
  outlet_id: slug.optional(),
  days: z.coerce.number().int().min(1).max(longestDays).optional(),
  from: calendarDay.optional(),
  to: calendarDay.optional(),
  group: analyticsGroup.default('day'),
})
export type AnalyticsQuery = z.infer<typeof analyticsQuery>

const sums = {
  BASIC: z.int(),
  STANDARD: z.int(),
  PREMIUM: z.int(),
  /** Of these three. */
  total: z.int(),
  aborted: z.int(),
  /** What they are worth by the price of their time; what came in is in the ledger. */
  revenue: z.int(),
  run_seconds: z.int(),
}
const sumsView = z.object(sums)
export type TreatmentSums = z.infer<typeof sumsView>

const noSums = { BASIC: 0, STANDARD: 0, PREMIUM: 0, total: 0, aborted: 0, revenue: 0, run_seconds: 0 }

export const treatmentAnalytics = z
  .object({
    scope: z.enum(['all', 'outlet', 'machine', 'device']),
    scope_id: z.string().nullable(),
    group: analyticsGroup,
    timezone: z.string(),
    currency: z.string(),
    /** Both included. */
    from: calendarDay,
    to: calendarDay,
    totals: sumsView,
    /** As many days right before. */
    before: z.object({ from: calendarDay, to: calendarDay, ...sums }),
    /** One for each day, week from Monday, month or year that the period touches, the oldest first, empty ones too. `date` is its first day within the period. */
    points: z.array(z.object({ date: calendarDay, ...sums })),
    /** By the hour of the outlet's day; empty for a device. */
    hours: z.array(z.object({ hour: z.int().min(0).max(23), total: z.int() })),
    /** What the scope is made of, the busiest first, twenty at most. */
    outlets: z.array(z.object({ outlet_id: z.string(), name: z.string(), ...sums })),
    machines: z.array(z.object({ machine_id: z.string(), name: z.string(), ...sums })),
    devices: z.array(z.object({ device_id: z.string(), ...sums })),
    /** Devices of the scope that want looking at. */
    failing: z.array(
      z.object({
        device_id: z.string(),
        machine_id: z.string().nullable(),
        /** `silent`, `clock_wrong`, `counts_missing`, `no_rtc`, `no_sd`. */
        reasons: z.array(z.enum(['silent', 'clock_wrong', 'counts_missing', 'no_rtc', 'no_sd'])),
        missing: z.int(),
        last_seen: isoTime,
      }),
    ),
  })
  .meta({
    id: 'TreatmentAnalytics',
    examples: [
      {
        scope: 'all',
        scope_id: null,
        group: 'day',
        timezone: 'Asia/Jakarta',
        currency: 'IDR',
        from: '2026-01-20',
        to: '2026-01-20',
        totals: { ...noSums, BASIC: 2, total: 2, revenue: 10_000 },
        before: { from: '2026-01-19', to: '2026-01-19', ...noSums },
        points: [{ date: '2026-01-20', ...noSums, BASIC: 2, total: 2, revenue: 10_000 }],
        hours: [{ hour: 10, total: 2 }],
        outlets: [{ outlet_id: 'pusat', name: 'Ozon Pusat', ...noSums, BASIC: 2, total: 2, revenue: 10_000 }],
        machines: [{ machine_id: 'ozon-1', name: 'Ozon 1', ...noSums, BASIC: 2, total: 2, revenue: 10_000 }],
        devices: [],
        failing: [],
      },
    ],
  })
export type TreatmentAnalytics = z.infer<typeof treatmentAnalytics>

/** Which days are counted anew. */
export const rebuildBody = z
  .object({ from: calendarDay, to: calendarDay })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'not before from' })
  .meta({ id: 'TreatmentRebuild', examples: [{ from: '2026-01-01', to: '2026-01-31' }] })

export const rebuildAnswer = z
  .object({ from: calendarDay, to: calendarDay, treatments: z.int(), changed: z.int() })
  .meta({ id: 'TreatmentRebuilt', examples: [{ from: '2026-01-01', to: '2026-01-31', treatments: 4_120, changed: 0 }] })
export type RebuildAnswer = z.infer<typeof rebuildAnswer>
