/** Machines as the store knows them. */
import type { HubServices } from '../../services.ts'
import type { MachineRecord } from '../../store/records.ts'
import type { Store } from '../../store/store.ts'
import { refusal } from './problem.ts'

/** Every machine, whatever its family. */
export async function allMachines(store: Store): Promise<MachineRecord[]> {
  const machines: MachineRecord[] = []
  let cursor: string | undefined
  do {
    const page = await store.machines.list({ limit: 500, cursor })
    machines.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return machines
}

/** The gates of the site, in the order of the site file. */
export function gatesOf({ site }: Pick<HubServices, 'site'>): string[] {
  return site.machines.filter(machine => machine.family === 'gate').map(machine => machine.id)
}

/** Throws `unknown_machine` unless the site has a gate of that id. */
export function mustBeGate(services: Pick<HubServices, 'site'>, gateId: string): void {
  if (!gatesOf(services).includes(gateId))
    throw refusal('unknown_machine', `there is no gate "${gateId.slice(0, 64)}"`, { gate_id: gateId.slice(0, 64) })
}
