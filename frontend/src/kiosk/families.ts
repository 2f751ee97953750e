/** The families this kiosk can serve, by the name the panel gives. A family missing here does not compile. */
import type { Family } from '@palang/protocol'
import { gateKiosk } from '../families/gate/kiosk.tsx'
import type { KioskFamily } from './family.ts'

const families = { gate: gateKiosk, water: null, ozone: null, checkpoint: null } as const satisfies Record<Family, KioskFamily | null>

/** The screens for the family of that name, when this version has some. */
export function kioskFamily(name: string): KioskFamily | undefined {
  return isFamily(name) ? (families[name] ?? undefined) : undefined
}

function isFamily(name: string): name is Family {
  return Object.hasOwn(families, name)
}
