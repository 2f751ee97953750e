/** Every family of the protocol has its line here; a family without a runtime says so before anything opens. */
import type { Family } from '@palang/protocol'
import { gateFamily } from './gate/runtime.ts'
import type { ControllerFamily } from './machine.ts'
import { ozoneFamily } from './ozone/runtime.ts'
import { waterFamily } from './water/runtime.ts'

export const families = {
  gate: gateFamily,
  water: waterFamily,
  ozone: ozoneFamily,
  checkpoint: null,
} as const satisfies Record<Family, ControllerFamily | null>
