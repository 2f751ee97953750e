/** The site at a glance: status of everything, the dashboard's numbers, the logs. */
import path from 'node:path'
import { isoNow } from '@palang/kit'
import { dashboardView, logLine, logQuery, pageOf, systemStatusView, type DashboardView, type SystemStatusView } from '@palang/protocol'
import { Hono } from 'hono'
import { isHidden, type Reach } from '../../access/reach.ts'
import type { HubServices } from '../../services.ts'
import type { AlarmRecord, SessionRecord } from '../../store/records.ts'
import { startOfDay } from './business-day.ts'
import type { AppEnv } from './context.ts'
import { describe, query } from './describe.ts'
import { tailLogs } from './log-tail.ts'
import { ageOf, conditionsOf } from './machine-conditions.ts'
import { allow } from './rights.ts'

const hourMs = 3_600_000
const hoursShown = 24
/** More open sessions than this are not listed in `/api/status`. */
const mostSessions = 1000

/** `/api/status`, `/api/dashboard/summary` and `/api/logs`. */
export function overviewRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/status',
      describe({ id: 'getSystemStatus', tag: 'Site', summary: 'Gates, machines and open sessions', ok: { schema: systemStatusView } }),
      allow('viewer'),
      async c => c.json(await systemStatus(services, c.get('reach'))),
    )
    .get(
      '/api/dashboard/summary',
      describe({ id: 'getDashboardSummary', tag: 'Site', summary: 'The numbers of the overview page', ok: { schema: dashboardView } }),
      allow('viewer'),
      async c => c.json(await dashboard(services, c.get('reach'))),
    )
    .get(
      '/api/logs',
      describe({ id: 'listLogs', tag: 'Site', summary: 'Log lines, newest first', ok: { schema: pageOf(logLine).meta(logExample) } }),
      allow('viewer', { everywhere: true }),
      query(logQuery),
      async c => {
        const { limit = 200, ...filter } = c.req.valid('query')
        const items = await tailLogs({ ...filter, limit, directory: path.join(services.site.dataDir, 'logs') })
        return c.json({ items, next_cursor: null })
      },
    )
}

const logExample = {
  examples: [
    {
      items: [
        { at: '2026-01-20T10:30:00.000Z', level: 'info' as const, source: 'central_hub', message: 'listening', fields: { port: 8000 } },
      ],
      next_cursor: null,
    },
  ],
}

async function systemStatus(services: HubServices, reach: Reach): Promise<SystemStatusView> {
  const { store, fleet, live, announced } = services
  const [machines, sessions] = await Promise.all([store.machines.all(), openSessions(services, reach)])
  const presence = new Map(fleet.presence().map(p => [p.machineId, p]))
  const entries = machines
    .filter(machine => !isHidden(reach, machine.id) && !announced.isRetired(machine.id))
    .map(machine => {
      const { online = false, since = null, lastSeen = null } = presence.get(machine.id) ?? {}
      const controllerStatus = Object.fromEntries(
        live
          .latest(machine.id)
          .map(message => [
            message.type,
            { ...message.payload, at: message.at, age_s: ageOf(services, message), stale: message.stale === true },
          ]),
      )
      const status = online ? ('online' as const) : ('offline' as const)
      return {
        id: machine.id,
        family: machine.family,
        name: machine.name,
        status,
        since,
        last_seen: lastSeen,
        ...conditionsOf(services, machine, presence.get(machine.id)),
        controller_status: controllerStatus,
      }
    })
  return {
    coordinator: { status: 'online', active_sessions: sessions.count },
    gates: Object.fromEntries(
      entries.filter(e => e.family === 'gate').map(e => [e.id, { status: e.status, controller_status: e.controller_status }]),
    ),
    machines: Object.fromEntries(entries.map(({ id, ...rest }) => [id, rest])),
    active_sessions: Object.fromEntries(sessions.listed.map(session => [keyOf(session), activeSession(session)])),
    active_sessions_truncated: sessions.truncated,
  }
}

function keyOf(session: SessionRecord): string {
  return session.cardId ?? session.ticket ?? session.licensePlate ?? session.id
}

function activeSession(session: SessionRecord): SystemStatusView['active_sessions'][string] {
  return {
    session_id: session.id,
    card_id: session.cardId,
    ticket: session.ticket,
    license_plate: session.licensePlate,
    entry_time: session.enteredAt ?? session.openedAt,
    status: session.state,
  }
}

async function openSessions(
  { store, site }: HubServices,
  { only }: Reach,
): Promise<{ listed: SessionRecord[]; count: number; truncated: boolean }> {
  const listed: SessionRecord[] = []
  let cursor: string | undefined
  do {
    const page = await store.sessions.list({ open: true, outletIds: only?.outletIds }, { limit: 500, cursor })
    listed.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && listed.length < mostSessions)
  if (cursor === undefined) return { listed, count: listed.length, truncated: false }
  const rows = await store.sessions.occupancy(site.outlet.id)
  return { listed, count: rows.reduce((sum, row) => sum + row.count, 0), truncated: true }
}

/** The facts that are a machine's work done: vehicles that passed, water that was poured. */
const workOf = ['vehicle_passed', 'pour_ended'] as const

async function dashboard(services: HubServices, reach: Reach): Promise<DashboardView> {
  const { store, fleet, parking, site, clock, outlets } = services
  const now = clock.now()
  const { outletIds, machineIds } = reach.only ?? {}
  const { timezone, currency } = site.outlet
  const iso = (ms: number) => new Date(ms).toISOString()
  const today = startOfDay(now, timezone)
  const lastWeek = startOfDay(now, timezone, 7)
  const presence = fleet.presence().filter(({ machineId }) => !isHidden(reach, machineId))
  const [sessionsToday, revenueToday, revenueLastWeek, alarms, capacity, scansToday, activity] = await Promise.all([
    store.sessions.countSince(iso(today), outletIds),
    store.ledger.revenue(iso(today), iso(now + 1), outletIds),
    store.ledger.revenue(iso(lastWeek), iso(lastWeek + now - today), outletIds),
    store.alarms.list({ state: 'active', machineIds }, { limit: 500 }),
    outletIds?.includes(site.outlet.id) === false ? { total: 0, occupied: 0, available: 0 } : parking.capacity(),
    store.meals.countScans(iso(today), iso(now + 1)),
    activityOf(
      services,
      presence.map(({ machineId }) => machineId),
      reach,
    ),
  ])
  return {
    outlets: outlets.list().filter(outlet => outletIds === undefined || outletIds.includes(outlet.id)).length,
    machines: { online: presence.filter(machine => machine.online).length, total: presence.length },
    sessions_today: sessionsToday,
    revenue_today: revenueToday,
    scans_today: scansToday,
    alarms: alarms.items.length,
    currency,
    revenue_last_week_same_time: revenueLastWeek,
    alarms_by_severity: countSeverities(alarms.items),
    occupancy: { total: capacity.total, occupied: capacity.occupied, available: capacity.available },
    activity,
    at: isoNow(clock),
  }
}

/** What the machines did in each of the last hours: the present ones, and those whose treatments a device on MQTT counts. */
async function activityOf(
  { store, announced, clock }: HubServices,
  presentIds: readonly string[],
  reach: Reach,
): Promise<DashboardView['activity']> {
  const firstHour = Math.floor(clock.now() / hourMs) * hourMs - (hoursShown - 1) * hourMs
  const [from, to] = [new Date(firstHour).toISOString(), new Date(clock.now() + 1).toISOString()]
  const [treated, ...done] = await Promise.all([
    store.treatments.buckets({ scope: 'machine', size: 'hour', from, to }),
    ...workOf.map(type => store.facts.hourly(type, from)),
  ])
  const treatments = treated.map(({ scopeId, startsAt, basic, standard, premium }) => ({
    machineId: scopeId,
    hour: startsAt,
    count: basic + standard + premium,
  }))
  const counted = announced.ids('ozone').filter(id => !isHidden(reach, id))
  return { from, machines: perHour([...presentIds, ...counted], [...treatments, ...done.flat()], firstHour) }
}

function countSeverities(alarms: readonly AlarmRecord[]): DashboardView['alarms_by_severity'] {
  const of = (severity: AlarmRecord['severity']) => alarms.filter(alarm => alarm.severity === severity).length
  return { info: of('info'), warning: of('warning'), critical: of('critical') }
}

function perHour(
  machineIds: readonly string[],
  rows: readonly { machineId: string; hour: string; count: number }[],
  firstHourMs: number,
): Record<string, number[]> {
  const hours = new Map(machineIds.map(machineId => [machineId, Array.from({ length: hoursShown }, () => 0)]))
  for (const { machineId, hour, count } of rows) {
    const index = Math.floor((Date.parse(hour) - firstHourMs) / hourMs)
    const own = hours.get(machineId)
    if (own !== undefined && index >= 0 && index < hoursShown) own[index] = (own[index] ?? 0) + count
  }
  return Object.fromEntries(hours)
}
