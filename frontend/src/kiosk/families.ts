/** The families this kiosk can serve, by the name the panel gives: a machine loads only its own. A family missing here does not compile. */
import type { Family } from '@palang/protocol'
import type { KioskFamily } from './family.ts'

const families = {
  gate: async () => (await import('../families/gate/kiosk.tsx')).gateKiosk,
  water: async () => (await import('../families/water/kiosk.tsx')).waterKiosk,
  ozone: async () => (await import('../families/ozone/kiosk.tsx')).ozoneKiosk,
  checkpoint: async () => (await import('../families/checkpoint/kiosk.tsx')).checkpointKiosk,
} as const satisfies Record<Family, () => Promise<KioskFamily>>

/** Loads the screens of the family of that name; null when this version has none. Rejects when they cannot be had. */
export function loadFamily(name: string): Promise<KioskFamily> | null {
  return isFamily(name) ? families[name]() : null
}

function isFamily(name: string): name is Family {
  return Object.hasOwn(families, name)
}
