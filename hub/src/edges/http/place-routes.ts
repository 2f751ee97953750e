/** What stands where: outlets, their machines and the devices at those, in one chain so that their types reach the frontend's client. */
import { Hono } from 'hono'
import type { Tokens } from '../../access/tokens.ts'
import { deviceRoutes } from '../../families/ozone/routes-devices.ts'
import type { HubServices } from '../../services.ts'
import { addedMachineRoutes } from './added-machine-routes.ts'
import type { AppEnv } from './context.ts'
import type { Idempotent } from './idempotency.ts'
import { machineRoutes } from './machine-routes.ts'
import { maintenanceRoutes } from './maintenance-routes.ts'
import { outletRoutes } from './outlet-routes.ts'
import { siteRoutes } from './site-routes.ts'

/** All of it. */
export function placeRoutes(services: HubServices, { tokens, idempotent }: { tokens: Tokens; idempotent: Idempotent }) {
  return new Hono<AppEnv>()
    .route('/', machineRoutes(services))
    .route('/', addedMachineRoutes(services))
    .route('/', outletRoutes(services))
    .route('/', siteRoutes(services))
    .route('/', maintenanceRoutes(services, idempotent))
    .route('/', deviceRoutes({ services, tokens }))
}
