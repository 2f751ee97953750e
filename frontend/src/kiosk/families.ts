/** The families this kiosk can serve, by the name the panel gives. */
import { gateKiosk } from '../families/gate/kiosk.tsx'
import type { KioskFamily } from './family.ts'

const families: Readonly<Record<string, KioskFamily>> = { gate: gateKiosk }

export function kioskFamily(name: string): KioskFamily | undefined {
  return Object.hasOwn(families, name) ? families[name] : undefined
}
