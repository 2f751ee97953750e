/** The families' routes, in one chain so that their types reach the frontend's client. */
import { Hono } from 'hono'
import type { AppEnv } from '../edges/http/context.ts'
import type { Idempotent } from '../edges/http/idempotency.ts'
import type { HubServices } from '../services.ts'
import { readingRoutes } from '../readings/routes.ts'
import { checkpointRoutes } from './checkpoint/routes.ts'
import { gateRoutes } from './gate/routes.ts'
import { ozoneRoutes } from './ozone/routes.ts'
import { waterRoutes } from './water/routes.ts'

/** The routes of every family that has some. */
export function familyRoutes(services: HubServices, idempotent: Idempotent) {
  return new Hono<AppEnv>()
    .route('/', gateRoutes(services, idempotent))
    .route('/', waterRoutes(services, idempotent))
    .route('/', ozoneRoutes(services, idempotent))
    .route('/', checkpointRoutes(services, idempotent))
    .route('/', readingRoutes(services))
}
