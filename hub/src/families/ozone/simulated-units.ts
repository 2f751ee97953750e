/** What stands in the hub of a simulated site before the played treatment devices speak for the first time. */
import { simulatedUnits, type Site } from '@palang/config'
import { treatment } from '@palang/protocol'
import type { Actor, HubServices } from '../../services.ts'
import { addMachine } from '../../machine-changes.ts'
import { setPrice } from './price-acts.ts'

const rule: Actor = { id: 'rule:simulated_units', role: 'admin' }
const prices = { BASIC: 5_000, STANDARD: 8_000, PREMIUM: 12_000 } as const
const reason = 'simulated site'

type Parts = Pick<HubServices, 'announced' | 'store' | 'clock' | 'outlets' | 'site' | 'treatments'>

/**
 * A machine for each played device with the device at it, and a price for each treatment. A machine that is there already, or was taken
 * off, and prices that somebody set are left as they are. Does nothing on a site that is not simulated.
 */
export async function putSimulatedUnits(services: Parts, site: Site): Promise<void> {
  const units = simulatedUnits(site)
  if (units.length > 0 && services.treatments.book.prices().length === 0)
    for (const name of treatment.options) await setPrice(services, rule, { treatment: name, price: prices[name], reason })
  for (const { deviceId, machineId, name } of units) {
    if ((await services.store.machines.get(machineId)) !== undefined) continue
    await addMachine(services, rule, { id: machineId, name, family: 'ozone', outletId: site.outlet.id })
    await services.treatments.assignments.assign(rule, { deviceId, machineId, reason })
  }
}
