/** What each family adds to the panel. A family missing here does not compile. */
import type { Family } from '@palang/protocol'
import type { Hono } from 'hono'
import { checkpointRoutes } from './checkpoint-routes.ts'
import { gateRoutes } from './gate-routes.ts'
import { ozoneRoutes } from './ozone-routes.ts'
import type { PanelSource } from './source.ts'
import { waterRoutes } from './water-routes.ts'

/** Routes below `/api`. */
export const familyRoutes = {
  gate: gateRoutes,
  water: waterRoutes,
  ozone: ozoneRoutes,
  checkpoint: checkpointRoutes,
} as const satisfies Record<Family, (source: PanelSource, panelToken: string) => Hono>
