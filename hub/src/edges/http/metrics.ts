/** Prometheus: the process, the site and the HTTP edge. Numbers about the site are read when they are asked for. */
import type { MiddlewareHandler } from 'hono'
import { Hono } from 'hono'
import { matchedRoutes } from 'hono/route'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { askedAboutSince } from '../../fleet/journal-memory.ts'
import type { HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { describe } from './describe.ts'

export interface Metrics {
  /** Counts and times every request. */
  observe: MiddlewareHandler<AppEnv>
  routes: ReturnType<typeof metricsRoute>
}

let collected: Registry | undefined

/**
 * Numbers about the process are collected once, however many hubs are in it: whoever collects them keeps a timer of the
 * event loop and an observer of the garbage collector running for good.
 */
function numbersOfTheProcess(): Registry {
  if (collected === undefined) {
    collected = new Registry()
    collectDefaultMetrics({ register: collected })
  }
  return collected
}

/** A registry of its own, so that several hubs fit in one process. */
export function createMetrics(services: HubServices): Metrics {
  const registry = Registry.merge([numbersOfTheProcess()])
  presenceGauges(services, registry)
  workGauges(services, registry)
  const requests = new Counter({
    name: 'palang_http_requests_total',
    help: 'HTTP requests answered',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'palang_http_request_duration_seconds',
    help: 'Time to the answer of an HTTP request',
    labelNames: ['route'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  return {
    observe: async (c, next) => {
      const startedMs = services.clock.monotonic()
      await next()
      // Paths that are no route, whatever was typed, count together.
      const route = matchedRoutes(c).find(matched => matched.method !== 'ALL')?.path ?? 'other'
      requests.inc({ method: c.req.method, route, status: c.res.status })
      duration.observe({ route }, (services.clock.monotonic() - startedMs) / 1000)
    },
    routes: metricsRoute(registry),
  }
}

function metricsRoute(registry: Registry) {
  return new Hono<AppEnv>().get(
    '/metrics',
    describe({
      id: 'getMetrics',
      tag: 'Site',
      summary: 'Numbers for Prometheus',
      description: 'Open unless the site file says `hub: { metrics: token }`; then for tokens with the scope `metrics` or `read`.',
      open: true,
      ok: { media: 'text/plain', text: 'Prometheus text format' },
    }),
    async c => c.text(await registry.metrics(), 200, { 'content-type': registry.contentType }),
  )
}

function presenceGauges({ fleet, live }: HubServices, registry: Registry): void {
  const registers = [registry]
  const gauges = [
    new Gauge({
      name: 'palang_machines',
      help: 'Machines of the site by connection',
      labelNames: ['state'],
      registers,
      collect() {
        const presence = fleet.presence()
        const online = presence.filter(machine => machine.online).length
        this.set({ state: 'online' }, online)
        this.set({ state: 'offline' }, presence.length - online)
      },
    }),
    new Gauge({
      name: 'palang_screens',
      help: 'Screens connected, by channel',
      labelNames: ['channel'],
      registers,
      collect() {
        this.reset()
        for (const [channel, count] of Object.entries(live.channels())) this.set({ channel }, count)
      },
    }),
    new Gauge({
      name: 'palang_camera_viewers',
      help: 'Who watches a live picture, by machine',
      labelNames: ['machine'],
      registers,
      collect() {
        this.reset()
        for (const [machine, count] of Object.entries(live.cameraViewers())) this.set({ machine }, count)
      },
    }),
  ]
  for (const gauge of gauges) gauge.reset()
}

function workGauges({ store, parking, site, clock }: HubServices, registry: Registry): void {
  const registers = [registry]
  const gauges = [
    new Gauge({
      name: 'palang_sessions_open',
      help: 'Sessions that have not ended',
      registers,
      async collect() {
        const rows = await store.sessions.occupancy(site.outlet.id)
        this.set(rows.reduce((sum, row) => sum + row.count, 0))
      },
    }),
    new Gauge({
      name: 'palang_places',
      help: 'Parking places',
      labelNames: ['state'],
      registers,
      async collect() {
        const { occupied, available } = await parking.capacity()
        this.set({ state: 'occupied' }, occupied)
        this.set({ state: 'available' }, available)
      },
    }),
    new Gauge({
      name: 'palang_commands_unresolved',
      help: 'Commands whose outcome is not known yet and may still be found out, by state',
      labelNames: ['state'],
      registers,
      async collect() {
        this.reset()
        for (const { state, count } of await store.commands.countUnresolved(askedAboutSince(clock))) this.set({ state }, count)
      },
    }),
    new Gauge({
      name: 'palang_alarms_active',
      help: 'Alarms that stand, at most 500 counted',
      registers,
      async collect() {
        this.set((await store.alarms.list({ state: 'active' }, { limit: 500 })).items.length)
      },
    }),
  ]
  for (const gauge of gauges) gauge.reset()
}
