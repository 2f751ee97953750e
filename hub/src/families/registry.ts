/** What each family does with its facts. A family missing here does not compile. */
import type { Site } from '@palang/config'
import type { Family } from '@palang/protocol'
import type { Projection } from '../intake/projection.ts'
import type { FactRecord } from '../store/records.ts'
import { applyGateFact } from './gate/facts.ts'

/** Turns one checked fact into changes. Pure towards everything but `projection`. */
export type FactHandler = (projection: Projection, fact: FactRecord, site: Site) => void

/** Facts of a family without rules of its own are kept and shown, nothing more. */
const keepOnly: FactHandler = () => undefined

export const factHandlers = {
  gate: applyGateFact,
  water: keepOnly,
  ozone: keepOnly,
  checkpoint: keepOnly,
} as const satisfies Record<Family, FactHandler>
