/** What a lane goes by, from the site file and from what its board can do. */
import type { MachineServices } from '../machine.ts'
import { gateDelays } from './delays.ts'
import type { GateConfig } from './state.ts'

export function gateConfig({ config, outlet, devices }: Pick<MachineServices, 'config' | 'outlet' | 'devices'>): GateConfig {
  return {
    direction: config.direction ?? 'in',
    currency: outlet.currency,
    offline: config.offline ?? { entry: 'members', exit: 'signed-ticket' },
    printsReceipts: config.devices.printer !== undefined,
    readerScansTickets: config.devices.reader?.driver === 'qr',
    lacks: devices.board?.lacks ?? [],
    speaks: devices.board?.speak !== undefined,
    delays: gateDelays,
  }
}
