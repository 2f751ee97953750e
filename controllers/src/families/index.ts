/** Every family of the protocol has its line here. */
import type { Family } from '@palang/protocol'
import { checkpointFamily } from './checkpoint/runtime.ts'
import { gateFamily } from './gate/runtime.ts'
import type { ControllerFamily } from './machine.ts'
import { ozoneFamily } from './ozone/runtime.ts'
import { waterFamily } from './water/runtime.ts'

export const families = {
  gate: gateFamily,
  water: waterFamily,
  ozone: ozoneFamily,
  checkpoint: checkpointFamily,
} as const satisfies Record<Family, ControllerFamily>
