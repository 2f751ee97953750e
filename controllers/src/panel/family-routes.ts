/** What each family adds to the panel. A family missing here does not compile. */
import type { Family } from '@palang/protocol'
import type { Hono } from 'hono'
import { gateRoutes } from './gate-routes.ts'
import { ozoneRoutes } from './ozone-routes.ts'
import type { PanelSource } from './source.ts'
import { waterRoutes } from './water-routes.ts'

/** Routes below `/api`; `null` when the family has none of its own. */
export const familyRoutes = {
  gate: gateRoutes,
  water: waterRoutes,
  ozone: ozoneRoutes,
  checkpoint: null,
} as const satisfies Record<Family, ((source: PanelSource, panelToken: string) => Hono) | null>
