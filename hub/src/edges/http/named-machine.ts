/** Which machine a request names, and whether it is one for that. */
import type { MachineConfig } from '@palang/config'
import type { HubServices } from '../../services.ts'
import { barriersOf, isGate, machineOf } from '../../site-machines.ts'
import { refusal } from './problem.ts'

/** Throws `unknown_machine` unless the site has a gate of that id. */
export function mustBeGate({ site }: Pick<HubServices, 'site'>, gateId: string): void {
  if (!isGate(site, gateId)) throw refusal('unknown_machine', `there is no gate "${gateId.slice(0, 64)}"`, { gate_id: gateId.slice(0, 64) })
}

/** As {@link mustBeGate}, and throws `no_barrier` for a pay station. */
export function mustHaveBarrier(services: Pick<HubServices, 'site'>, gateId: string): void {
  mustBeGate(services, gateId)
  if (!barriersOf(services.site).includes(gateId)) throw refusal('no_barrier', `${gateId} is a pay station`, { gate_id: gateId })
}

/** Throws `unknown_machine` unless the site has a machine of that id, and `not_supported` unless it pours water. */
export function mustBeWater(services: Pick<HubServices, 'site' | 'announced'>, id: string): void {
  waterMachine(services, id)
}

/** The machine of that id; throws as {@link mustBeWater} does. */
export function waterMachine({ site, announced }: Pick<HubServices, 'site' | 'announced'>, id: string): MachineConfig {
  const place = announced.placeOf(id)
  if (place?.family === 'water') throw refusal('not_supported', `${id} only posts readings`)
  if (place !== undefined) throw refusal('not_supported', `${id} pours no water`)
  const machine = machineOf(site, id)
  if (machine === undefined) throw refusal('unknown_machine', `there is no machine "${id.slice(0, 64)}"`)
  if (machine.family !== 'water') throw refusal('not_supported', `${id} pours no water`)
  return machine
}
