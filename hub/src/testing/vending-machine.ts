import type { MachineConfig } from '@palang/config'

/** A water machine as a site file names it, without devices. For tests. */
export function vendingMachine(id: string, more: Partial<MachineConfig> = {}): MachineConfig {
  return { id, family: 'water', vehicle_class: 'car', panel: { port: 8003, host: '127.0.0.1' }, devices: {}, ...more }
}
