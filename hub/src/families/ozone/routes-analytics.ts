/** Events of devices as they came, and what treatments add up to. */
import {
  analyticsQuery,
  deviceEventList,
  eventListQuery,
  rebuildAnswer,
  rebuildBody,
  treatmentAnalytics,
  type AnalyticsQuery,
  type DeviceEventView,
  type TreatmentAnalytics,
} from '@palang/protocol'
import { Hono } from 'hono'
import { recordAct } from '../../access/audit.ts'
import { isHidden, mustReachMachine, mustReachOutlet, type Reach } from '../../access/reach.ts'
import type { AppEnv } from '../../edges/http/context.ts'
import { csvFile, csvLine } from '../../edges/http/csv.ts'
import { body, describe, query } from '../../edges/http/describe.ts'
import { refusal } from '../../edges/http/problem.ts'
import { allow } from '../../edges/http/rights.ts'
import { pageFrom, pageView } from '../../edges/http/views.ts'
import { restOn } from '../../rounds.ts'
import type { HubServices } from '../../services.ts'
import type { DeviceEventRecord } from '../../store/treatments.ts'
import { analyticsOf, type AnalyticsScope } from './analytics.ts'
import { hasCountedElsewhere } from './device-views.ts'
import { rebuildBuckets } from './rebuild.ts'

/** `/api/events/…`. */
export function analyticsRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', eventRoutes(services)).route('/', sumRoutes(services)).route('/', rebuildRoutes(services))
}

function eventRoutes(services: HubServices) {
  return new Hono<AppEnv>().get(
    '/api/events/recent',
    describe({
      id: 'listDeviceEvents',
      tag: 'Treatments',
      summary: 'Events of treatment devices, the newest first',
      ok: { schema: deviceEventList },
    }),
    allow('viewer'),
    query(eventListQuery),
    async c => {
      const { device_id: deviceId, machine_id: machineId, outlet_id: outletId, from, to, waiting, ...page } = c.req.valid('query')
      const reach = c.get('reach')
      if (machineId !== undefined) mustReachMachine(reach, machineId)
      if (outletId !== undefined) mustReachOutlet(reach, outletId)
      const machineIds = machineId === undefined ? reach.only?.machineIds : [machineId]
      return c.json(
        pageView(await services.store.treatments.events({ deviceId, machineIds, outletId, from, to, waiting }, pageFrom(page)), eventView),
      )
    },
  )
}

function sumRoutes(services: HubServices) {
  const description =
    'Of all treatments, or of one outlet, machine or device. Days are those of the outlet; `from` and `to` are both included, else the last `days` (30) count. `revenue` is what the treatments are worth by the price of their time.'
  return new Hono<AppEnv>()
    .get(
      '/api/events/analytics',
      describe({
        id: 'getTreatmentAnalytics',
        tag: 'Treatments',
        summary: 'What treatments add up to',
        description,
        ok: { schema: treatmentAnalytics },
        errors: ['unknown_machine', 'not_found'],
      }),
      allow('viewer'),
      query(analyticsQuery),
      async c => c.json(await analytics(services, c.get('reach'), c.req.valid('query'))),
    )
    .get(
      '/api/events/analytics.csv',
      describe({
        id: 'exportTreatmentAnalytics',
        tag: 'Treatments',
        summary: 'The same as a CSV file',
        ok: {
          media: 'text/csv',
          text: 'One line per day, week, month or year: date, basic, standard, premium, total, aborted, revenue, run_seconds',
        },
        errors: ['unknown_machine', 'not_found'],
      }),
      allow('viewer'),
      query(analyticsQuery),
      async c => {
        const made = await analytics(services, c.get('reach'), c.req.valid('query'))
        return c.body(...csvFile(`palang-treatments-${made.group}-${made.from}-${made.to}.csv`, csv(made)))
      },
    )
}

function rebuildRoutes(services: HubServices) {
  return new Hono<AppEnv>().post(
    '/api/events/analytics/rebuild',
    describe({
      id: 'rebuildTreatmentAnalytics',
      tag: 'Treatments',
      summary: 'Count the days of a period anew from the treatments themselves',
      description: 'Changes nothing where the counting was right. `changed` says how many hours, days and months were not.',
      ok: { schema: rebuildAnswer },
    }),
    allow('admin', { everywhere: true }),
    body(rebuildBody),
    async c => {
      const period = c.req.valid('json')
      const counted = await rebuildBuckets(services, period, restOn(services.clock))
      await recordAct(services, c.get('actor'), { action: 'rebuild_analytics', subject: 'treatments', after: { ...period, ...counted } })
      return c.json({ ...period, ...counted })
    },
  )
}

/** Whoever may see only some outlets gets those added up; a device is shown where its machine is. */
async function analytics(services: HubServices, reach: Reach, asked: AnalyticsQuery): Promise<TreatmentAnalytics> {
  return analyticsOf(services, await scopeOf(services, reach, asked), asked)
}

async function scopeOf({ store, outlets, treatments }: HubServices, reach: Reach, asked: AnalyticsQuery): Promise<AnalyticsScope> {
  const { device_id: deviceId, machine_id: machineId, outlet_id: outletId } = asked
  if (deviceId !== undefined) {
    const isSeen = reach.only === undefined || treatments.book.placesOf(deviceId).some(({ machineId: at }) => !isHidden(reach, at))
    if (treatments.book.device(deviceId) === undefined || !isSeen) throw refusal('not_found', 'there is no such device')
    if (hasCountedElsewhere({ treatments }, reach, deviceId))
      throw refusal('forbidden', 'this device has counted at outlets that are not yours')
    return { kind: 'device', id: deviceId }
  }
  if (machineId !== undefined) {
    mustReachMachine(reach, machineId)
    if ((await store.machines.get(machineId)) === undefined) throw refusal('unknown_machine', 'there is no such machine')
    return { kind: 'machine', id: machineId, outletIds: reach.only?.outletIds }
  }
  if (outletId === undefined) return { kind: 'all', id: null, outletIds: reach.only?.outletIds }
  mustReachOutlet(reach, outletId)
  if (outlets.get(outletId) === undefined) throw refusal('not_found', 'there is no such outlet')
  return { kind: 'outlet', id: outletId }
}

function csv({ group, points }: TreatmentAnalytics): string {
  const lines = points.map(({ date, BASIC, STANDARD, PREMIUM, total, aborted, revenue, run_seconds }) =>
    csvLine([date, ...[BASIC, STANDARD, PREMIUM, total, aborted, revenue, run_seconds].map(String)]),
  )
  return `${csvLine([group, 'basic', 'standard', 'premium', 'total', 'aborted', 'revenue', 'run_seconds'])}${lines.join('')}`
}

function eventView(event: DeviceEventRecord): DeviceEventView {
  return {
    id: event.id,
    device_id: event.deviceId,
    machine_id: event.machineId,
    outlet_id: event.outletId,
    session_id: event.sessionId,
    event_type: event.treatment,
    phase: event.phase,
    occurred_at: event.at,
    clock: event.clock,
    device_timestamp: event.deviceAt,
    received_at: event.receivedAt,
    planned_s: event.plannedS,
    actual_s: event.actualS,
    count_basic: event.countBasic,
    count_standard: event.countStandard,
    count_premium: event.countPremium,
  }
}
