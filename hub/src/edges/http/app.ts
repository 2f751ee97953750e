/** The HTTP edge put together. Routes stay in one chain so that their types reach the frontend's client. */
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Access } from '../../access/access-services.ts'
import type { Tokens } from '../../access/tokens.ts'
import type { Users } from '../../access/users.ts'
import { familyRoutes } from '../../families/routes.ts'
import type { HubServices } from '../../services.ts'
import { alarmRoutes } from './alarm-routes.ts'
import { alertRoutes } from './alert-routes.ts'
import { auditRoutes } from './audit-routes.ts'
import { authRoutes } from './auth-routes.ts'
import { cardRoutes } from './card-routes.ts'
import { commandRoutes } from './command-routes.ts'
import { builtConsole, consoleFiles } from './console-files.ts'
import { notingSource, type AppEnv } from './context.ts'
import { crossOrigin } from './cross-origin.ts'
import { deadLetterRoutes } from './dead-letter-routes.ts'
import { documentRoutes } from './document-routes.ts'
import { createIdempotency } from './idempotency.ts'
import { incidentRoutes } from './incident-routes.ts'
import { ledgerRoutes } from './ledger-routes.ts'
import { memberRoutes } from './member-routes.ts'
import { createMetrics } from './metrics.ts'
import { mqttRoutes } from './mqtt-routes.ts'
import { noticeRoutes } from './notice-routes.ts'
import { overviewRoutes } from './overview-routes.ts'
import { photoRoutes } from './photo-routes.ts'
import { errorHandler, notFoundHandler } from './problem.ts'
import { placeRoutes } from './place-routes.ts'
import { prepaidRoutes } from './prepaid-routes.ts'
import { publicRoutes } from './public-routes.ts'
import { rateLimits } from './rate-limits.ts'
import { allow, authentication } from './rights.ts'
import { reportRoutes } from './report-routes.ts'
import { securityHeaders } from './security-headers.ts'
import { sessionRoutes } from './session-routes.ts'
import { settingsRoutes } from './settings-routes.ts'
import { shiftRoutes } from './shift-routes.ts'
import { tariffRoutes } from './tariff-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { userRoutes } from './user-routes.ts'
import { vehicleRoutes } from './vehicle-routes.ts'

/** Who comes in, and who decides that. */
export interface Entrance {
  access: Access
  users: Users
  tokens: Tokens
}

export interface HttpAppOptions {
  /** Folder of the console's built files. */
  consoleDir?: string
}

const uncached = createMiddleware(async (c, next) => {
  await next()
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
})

/** The hub's HTTP application; serve it with `fetch`. Nothing is opened or started by making it. */
export function createHttpApp(services: HubServices, entrance: Entrance, { consoleDir = builtConsole }: HttpAppOptions = {}) {
  const { access, users, tokens } = entrance
  const { log, clock } = services
  const metrics = createMetrics(services)
  const idempotent = createIdempotency(services)
  const limits = rateLimits(clock)
  const listed = new Set(services.site.hub.cors)
  const base = new Hono<AppEnv>({ strict: false })
  base.onError(errorHandler(log))
  base.use(notingSource(services.site.hub.trustedProxies), metrics.observe, securityHeaders())
  base.use(async (c, next) => {
    const startedMs = clock.monotonic()
    await next()
    log.debug({ method: c.req.method, path: c.req.path, status: c.res.status, ms: Math.round(clock.monotonic() - startedMs) }, 'request')
  })
  base.use('/api/*', uncached)
  base.use('/api/*', crossOrigin(listed))
  for (const path of ['/api/*', '/readyz', '/status', '/metrics', '/quality/*']) base.use(path, limits.strangers)
  base.use('/api/*', authentication(access, services, listed), limits.known)
  if (services.site.hub.metrics === 'token') {
    base.use('/metrics', authentication(access, services, listed), allow('viewer', { everywhere: true, scope: 'metrics' }))
  }
  const app = base
    .route('/', publicRoutes(services))
    .route('/', metrics.routes)
    .route('/', authRoutes(access))
    .route('/', userRoutes(users))
    .route('/', tokenRoutes({ services, tokens }))
    .route('/', overviewRoutes(services))
    .route('/', familyRoutes(services, idempotent))
    .route('/', commandRoutes(services))
    .route('/', photoRoutes(services))
    .route('/', sessionRoutes(services))
    .route('/', incidentRoutes(services))
    .route('/', cardRoutes(services))
    .route('/', prepaidRoutes(services, idempotent))
    .route('/', vehicleRoutes(services))
    .route('/', tariffRoutes(services))
    .route('/', memberRoutes(services))
    .route('/', ledgerRoutes(services))
    .route('/', noticeRoutes(services))
    .route('/', shiftRoutes(services, idempotent))
    .route('/', reportRoutes(services))
    .route('/', alarmRoutes(services))
    .route('/', alertRoutes(services))
    .route('/', deadLetterRoutes(services))
    .route('/', settingsRoutes(services))
    .route('/', auditRoutes(services))
    .route('/', placeRoutes(services, { tokens, idempotent }))
    .route('/', mqttRoutes(services))
    .route(
      '/',
      documentRoutes(() => base, services.version),
    )
  base.use(consoleFiles(consoleDir))
  base.notFound(notFoundHandler(base))
  return app
}

/** The application's type, for `hc<HttpApp>()` of `hono/client`. */
export type HttpApp = ReturnType<typeof createHttpApp>
