/** What the water family adds to the HTTP API. */
import { Hono } from 'hono'
import type { AppEnv } from '../../edges/http/context.ts'
import type { Idempotent } from '../../edges/http/idempotency.ts'
import type { HubServices } from '../../services.ts'
import { careRoutes } from './routes-care.ts'
import { orderRoutes } from './routes-orders.ts'
import { priceRoutes } from './routes-prices.ts'
import { qualityRoutes } from './routes-quality.ts'
import { reportRoutes } from './routes-report.ts'

/** Every route of the water family. */
export function waterRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .route('/', orderRoutes(services, idempotent))
    .route('/', priceRoutes(services, idempotent))
    .route('/', careRoutes(services, idempotent))
    .route('/', reportRoutes(services))
    .route('/', qualityRoutes(services))
}
