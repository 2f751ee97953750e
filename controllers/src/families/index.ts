/** Every family of the protocol has its line here; a family without a runtime says so before anything opens. */
import type { Family } from '@palang/protocol'
import { createGate } from './gate/runtime.ts'
import type { FamilyStart } from './machine.ts'

export const families = {
  gate: createGate,
  water: null,
  ozone: null,
  checkpoint: null,
} as const satisfies Record<Family, FamilyStart | null>
