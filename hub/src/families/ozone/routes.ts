/** The routes of treatment machines. */
import { Hono } from 'hono'
import type { AppEnv } from '../../edges/http/context.ts'
import type { Idempotent } from '../../edges/http/idempotency.ts'
import type { HubServices } from '../../services.ts'
import { analyticsRoutes } from './routes-analytics.ts'
import { orderRoutes } from './routes-orders.ts'
import { treatmentPriceRoutes } from './routes-prices.ts'

/** All of them. */
export function ozoneRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .route('/', analyticsRoutes(services))
    .route('/', treatmentPriceRoutes(services))
    .route('/', orderRoutes(services, idempotent))
}
