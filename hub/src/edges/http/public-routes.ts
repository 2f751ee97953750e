/** What answers without a login: liveness, readiness and who is connected. Nothing here tells of vehicles or money. */
import { healthView, readyView, statusView } from '@palang/protocol'
import { Hono } from 'hono'
import type { HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { describe } from './describe.ts'
import { refusal } from './problem.ts'

/** A database that takes longer than this is not ready. */
const pingLimitMs = 2000

/** `/healthz`, `/readyz` and `/status`. */
export function publicRoutes(services: HubServices) {
  const { store, fleet, live, clock } = services
  return new Hono<AppEnv>()
    .get('/healthz', describe({ id: 'getHealth', tag: 'Site', summary: 'The process lives', open: true, ok: { schema: healthView } }), c =>
      c.json({ status: 'ok' as const }),
    )
    .get(
      '/readyz',
      describe({
        id: 'getReadiness',
        tag: 'Site',
        summary: 'The hub can do its work',
        open: true,
        ok: { schema: readyView },
        errors: ['database_unavailable', 'broker_unavailable'],
      }),
      async c => {
        const timedOut = Promise.withResolvers<never>()
        const timer = clock.after(pingLimitMs, () => timedOut.reject(refusal('database_unavailable', 'the database does not answer')))
        try {
          await Promise.race([store.ping(), timedOut.promise])
        } catch (error) {
          services.log.warn({ err: error }, 'the database is not ready')
          throw refusal('database_unavailable', 'the database does not answer')
        } finally {
          timer.cancel()
        }
        const broker = services.broker.state()
        if (broker === 'down') throw refusal('broker_unavailable', 'the MQTT broker does not listen')
        return c.json({ status: 'ready' as const, checks: { database: 'ok' as const, broker } })
      },
    )
    .get(
      '/status',
      describe({ id: 'getHubStatus', tag: 'Site', summary: 'Channels and controllers', open: true, ok: { schema: statusView } }),
      c =>
        c.json({
          status: 'ok' as const,
          version: services.version,
          uptime_s: Math.max(0, Math.floor((clock.now() - Date.parse(services.startedAt)) / 1000)),
          channels: live.channels(),
          controllers: Object.fromEntries(
            fleet.presence().map(({ machineId, online, since, lastSeen }) => {
              const latest = Object.fromEntries(live.latest(machineId).map(message => [message.type, message.receivedAt]))
              return [machineId, { online, since, last_seen: lastSeen, latest }]
            }),
          ),
        }),
    )
}
