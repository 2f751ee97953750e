import type { MachineConfig } from '@palang/config'
import { usualPlateConfidence } from '@palang/protocol'
import type { MachineServices } from '../machine.ts'
import { gateDelays, stationDelays, type PassageLimits, usualPassage } from './delays.ts'
import type { GateConfig } from './state.ts'

/** What a lane goes by, from the site file and from what its board can do. */
export function gateConfig({ config, outlet, devices }: Pick<MachineServices, 'config' | 'outlet' | 'devices'>): GateConfig {
  const { direction = 'in' } = config
  return {
    id: config.id,
    vehicleClass: config.vehicle_class,
    direction,
    currency: outlet.currency,
    offline: config.offline ?? { entry: 'members', exit: 'signed-ticket' },
    printsReceipts: config.devices.printer !== undefined,
    readerScansTickets: config.devices.reader?.driver === 'qr',
    lacks: devices.board?.lacks ?? [],
    speaks: devices.board?.speak !== undefined,
    minPlateConfidence: config.devices.plate_reader?.min_confidence ?? usualPlateConfidence,
    passage: passageOf(config.passage ?? {}),
    delays: direction === 'pay' ? stationDelays : gateDelays,
  }
}

function passageOf(told: NonNullable<MachineConfig['passage']>): PassageLimits {
  return {
    shortestMs: told.shortest_ms ?? usualPassage.shortestMs,
    gapMs: told.gap_ms ?? usualPassage.gapMs,
    badPulses: told.bad_loop_pulses ?? usualPassage.badPulses,
    badWithinMs: told.bad_loop_s === undefined ? usualPassage.badWithinMs : told.bad_loop_s * 1000,
  }
}
