/** Which machines the site has, asked in one way everywhere. */
import type { MachineConfig, Site } from '@palang/config'

/** The machine of that id; nothing when the site file names none. */
export function machineOf({ machines }: Pick<Site, 'machines'>, id: string): MachineConfig | undefined {
  return machines.find(machine => machine.id === id)
}

/** Whether the site has a gate of that id. */
export function isGate(site: Pick<Site, 'machines'>, id: string): boolean {
  return machineOf(site, id)?.family === 'gate'
}

/** The gates of the site, in the order of the site file. */
export function gatesOf({ machines }: Pick<Site, 'machines'>): string[] {
  return machines.filter(machine => machine.family === 'gate').map(machine => machine.id)
}

/** The machines that sell water, in the order of the site file. */
export function waterMachinesOf({ machines }: Pick<Site, 'machines'>): MachineConfig[] {
  return machines.filter(machine => machine.family === 'water')
}

/** Whether the machine only takes money: it has no lane and no barrier. */
export function isPayStation({ direction }: Pick<MachineConfig, 'direction'>): boolean {
  return direction === 'pay'
}

/** The gates with a lane and a barrier, in the order of the site file. */
export function barriersOf({ machines }: Pick<Site, 'machines'>): string[] {
  return machines.filter(machine => machine.family === 'gate' && !isPayStation(machine)).map(machine => machine.id)
}

/** `isGate` for who asks at every message: the machines are gone through once. */
export function isGateOf(site: Pick<Site, 'machines'>): (id: string) => boolean {
  const gates = new Set(gatesOf(site))
  return id => gates.has(id)
}
