/** The site at a glance: liveness, status, the dashboard's numbers and the logs. */
import { z } from 'zod'
import { isoTime } from '../primitives.ts'
import { conditionsExample, machineConditions } from './machines.ts'
import { queryInteger, queryTime } from './paging.ts'

export const healthView = z.object({ status: z.literal('ok') }).meta({ id: 'Health', examples: [{ status: 'ok' }] })

export const readyView = z
  .object({ status: z.literal('ready'), checks: z.object({ database: z.literal('ok'), broker: z.enum(['ok', 'off']) }) })
  .meta({ id: 'Ready', examples: [{ status: 'ready', checks: { database: 'ok', broker: 'ok' } }] })

export const statusView = z
  .object({
    status: z.literal('ok'),
    version: z.string(),
    uptime_s: z.int(),
    channels: z.record(z.string(), z.int()),
    controllers: z.record(
      z.string(),
      z.object({
        online: z.boolean(),
        since: isoTime.nullable(),
        last_seen: isoTime.nullable(),
        /** When each kind of status was last heard; the status itself needs a login. */
        latest: z.record(z.string(), isoTime),
      }),
    ),
  })
  .meta({
    id: 'HubStatus',
    examples: [
      {
        status: 'ok',
        version: '0.1.0',
        uptime_s: 3600,
        channels: { gate_all: 1, admin: 2 },
        controllers: {
          gate_in: {
            online: true,
            since: '2026-01-20T10:00:00.000Z',
            last_seen: '2026-01-20T10:30:00.000Z',
            latest: { gate_status: '2026-01-20T10:29:58.000Z' },
          },
        },
      },
    ],
  })

const onlineState = z.enum(['online', 'offline'])
/** By message type; beside the machine's own words each carries `at`, `age_s` and `stale`. */
const controllerStatus = z.record(z.string(), z.record(z.string(), z.unknown()))

export const systemStatusView = z
  .object({
    coordinator: z.object({ status: z.literal('online'), active_sessions: z.int() }),
    gates: z.record(z.string(), z.object({ status: onlineState, controller_status: controllerStatus })),
    machines: z.record(
      z.string(),
      z.object({
        family: z.string(),
        name: z.string(),
        status: onlineState,
        since: isoTime.nullable(),
        last_seen: isoTime.nullable(),
        ...machineConditions,
        controller_status: controllerStatus,
      }),
    ),
    /** Keyed by card, else ticket, else plate, else session id. */
    active_sessions: z.record(
      z.string(),
      z.object({
        session_id: z.string(),
        card_id: z.string().nullable(),
        ticket: z.string().nullable(),
        license_plate: z.string().nullable(),
        entry_time: isoTime,
        status: z.string(),
      }),
    ),
    /** More stays are open than are listed. */
    active_sessions_truncated: z.boolean(),
  })
  .meta({
    id: 'SystemStatus',
    examples: [
      {
        coordinator: { status: 'online', active_sessions: 1 },
        gates: { gate_in: { status: 'online', controller_status: { gate_status: { status: 'closed' } } } },
        machines: {
          gate_in: {
            family: 'gate',
            name: 'Gerbang masuk',
            status: 'online',
            since: '2026-01-20T10:00:00.000Z',
            last_seen: '2026-01-20T10:30:00.000Z',
            ...conditionsExample,
            controller_status: { gate_status: { status: 'closed', at: '2026-01-20T10:29:58.000Z', age_s: 2, stale: false } },
          },
        },
        active_sessions: {
          CARD_001: {
            session_id: '019bda5e-9a40-7000-8000-000000000001',
            card_id: 'CARD_001',
            ticket: null,
            license_plate: null,
            entry_time: '2026-01-20T10:30:06.000Z',
            status: 'inside',
          },
        },
        active_sessions_truncated: false,
      },
    ],
  })
export type SystemStatusView = z.infer<typeof systemStatusView>

const perHour = z.array(z.int())

export const dashboardView = z
  .object({
    outlets: z.int(),
    machines: z.object({ online: z.int(), total: z.int() }),
    sessions_today: z.int(),
    revenue_today: z.int(),
    scans_today: z.int(),
    alarms: z.int(),
    currency: z.string(),
    /** Money of the same weekday a week ago, up to the same time of day. */
    revenue_last_week_same_time: z.int(),
    alarms_by_severity: z.object({ info: z.int(), warning: z.int(), critical: z.int() }),
    occupancy: z.object({ total: z.int(), occupied: z.int(), available: z.int() }),
    /** Passages, at a water machine pours, per hour of the last 24 hours, oldest first; `from` is the start of the first hour. */
    activity: z.object({ from: isoTime, machines: z.record(z.string(), perHour) }),
    at: isoTime,
  })
  .meta({
    id: 'DashboardSummary',
    examples: [
      {
        outlets: 1,
        machines: { online: 2, total: 2 },
        sessions_today: 41,
        revenue_today: 312_000,
        scans_today: 0,
        alarms: 0,
        currency: 'IDR',
        revenue_last_week_same_time: 280_000,
        alarms_by_severity: { info: 0, warning: 0, critical: 0 },
        occupancy: { total: 100, occupied: 37, available: 63 },
        activity: { from: '2026-01-19T11:00:00.000Z', machines: { gate_in: [0, 0, 3, 5] } },
        at: '2026-01-20T10:30:00.000Z',
      },
    ],
  })
export type DashboardView = z.infer<typeof dashboardView>

export const logLevel = z.enum(['debug', 'info', 'warn', 'error'])

export const logQuery = z.object({
  level: logLevel.optional().meta({ description: 'Lines of this level and above' }),
  source: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, '`central_hub` or a machine id')
    .optional(),
  since: queryTime.optional(),
  limit: queryInteger(1, 1000).optional().meta({ description: '1–1000; 200 unless given' }),
})

export const logLine = z
  .object({ at: isoTime, level: logLevel, source: z.string(), message: z.string(), fields: z.record(z.string(), z.unknown()) })
  .meta({
    id: 'LogLine',
    examples: [{ at: '2026-01-20T10:30:00.000Z', level: 'info', source: 'central_hub', message: 'listening', fields: { port: 8000 } }],
  })
export type LogLine = z.infer<typeof logLine>
