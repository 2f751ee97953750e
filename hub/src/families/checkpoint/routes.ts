/** The routes of meal programmes and their checkpoints. */
import { Hono } from 'hono'
import type { AppEnv } from '../../edges/http/context.ts'
import type { Idempotent } from '../../edges/http/idempotency.ts'
import type { HubServices } from '../../services.ts'
import { programmeDataRoutes } from './routes-data.ts'
import { dayRoutes } from './routes-days.ts'
import { kitchenRoutes } from './routes-kitchen.ts'
import { registerRoutes } from './routes-registers.ts'
import { scanRoutes } from './routes-scans.ts'

/** All of them. */
export function checkpointRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .route('/', scanRoutes(services))
    .route('/', registerRoutes(services))
    .route('/', programmeDataRoutes(services))
    .route('/', dayRoutes(services, idempotent))
    .route('/', kitchenRoutes(services, idempotent))
}
