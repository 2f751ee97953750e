/** The simulated site as others see it. */
import type { Log } from '@palang/kit'
import type { Clock } from '@palang/kit/clock'
import type { Gateway } from '../gateway/gateway.ts'
import type { HubEyes } from '../panel/hub-eyes.ts'
import type { SiteUnits } from '../ozone/site-units.ts'
import type { Traffic } from '../traffic/traffic.ts'
import type { WaterTraffic } from '../water/water-traffic.ts'
import type { CarPark } from './car-park.ts'
import type { FaultKind } from './faults.ts'
import type { Gate } from './gate.ts'
import { describeTill } from './till.ts'
import type { Watch } from './watch.ts'
import type { WaterMemory } from './water-memory.ts'
import type { WaterStand } from './water-stand.ts'

export interface World {
  clock: Clock
  seed: number
  gates: readonly Gate[]
  waters: readonly WaterStand[]
  waterMemory: WaterMemory
  carPark: CarPark
  traffic: Traffic
  waterTraffic: WaterTraffic
  /** Treatment devices on MQTT. */
  units: SiteUnits
  eyes: HubEyes
  watch: Watch
  /** The played payment provider, where the site has one. */
  gateway: Gateway | undefined
  log: Log
  /** Remembers a fault; gives those the gate has now. */
  noteFault(gate: Gate, fault: FaultKind, on: boolean): readonly FaultKind[]
  faults(gate: Gate): readonly FaultKind[]
}

/** The whole world as JSON. */
export function describeWorld(world: World): Record<string, unknown> {
  return {
    seed: world.seed,
    traffic: world.traffic.settings(),
    water_traffic: world.waterTraffic.view(),
    hub: { connected: world.eyes.connected() },
    gates: Object.fromEntries(world.gates.map(gate => [gate.id, describeGate(world, gate)])),
    waters: Object.fromEntries(world.waters.map(stand => [stand.id, stand.view()])),
    treatment_devices: world.units.view(),
    inside: world.carPark.inside(),
  }
}

export function describeGate(world: World, gate: Gate): Record<string, unknown> {
  return {
    direction: gate.direction,
    board: gate.board.view(),
    ...describeTill(gate),
    plates: gate.plates?.view() ?? null,
    lane: gate.lane.view(),
    faults: world.faults(gate),
  }
}
