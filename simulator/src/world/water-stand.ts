/** Everything that stands at one water machine of the simulated site. */
import type { MachineConfig } from '@palang/config'
import { configuredPulsesPerLitre } from '@palang/protocol'
import { WaterBoard } from '../boards/water-board.ts'
import type { Plumbing } from '../boards/water-flow.ts'
import type { PlayedPort } from '../transport/played-port.ts'
import { seedFor } from '../water/noise.ts'
import { createSensorHead, type HeadFault, type SensorHead } from '../water/sensor-head.ts'
import { createTankWater, type TankWater, type WaterCondition } from '../water/tank-water.ts'
import { createTill, describeTill, type StandParts, type Till, tillPlan, tillPorts } from './till.ts'
import type { LeftStand } from './water-memory.ts'

export interface WaterStand extends Till {
  readonly id: string
  /** Where its controller shows the kiosk. */
  readonly panelUrl: string
  /** What a pulse of the coin acceptor on its board is worth; undefined where there is none. */
  readonly coinValue: number | undefined
  /** The highest price the site file has for it. */
  readonly dearestIdr: number
  readonly board: WaterBoard
  readonly water: TankWater
  /** Undefined where the site has none, or a real one. */
  readonly head: SensorHead | undefined
  /** From the next pour on the nozzle gives so much. */
  setNozzle(mlPerS: number): void
  /** How it would be found after the end of the simulator. */
  left(): LeftStand
  view(): Record<string, unknown>
}

/** What a nozzle of a refill station gives: a litre in nine seconds. */
const usualMlPerS = 111

/** A machine that was put up today: the hub, too, counts what went through its filter from nothing. */
const asNew: WaterCondition = { filter_litres: 0, fouled_days: 0, contamination: { tds: 0, ph: 0 }, lasting: false }

export function createWaterStand(
  { id, panel, devices, interlock, consumables, products = [] }: MachineConfig,
  { seed, found, ...parts }: StandParts & { seed: number; found?: LeftStand | undefined },
): WaterStand {
  const { clock, changed } = parts
  const pulsesPerLitre = configuredPulsesPerLitre(devices)
  const water = createTankWater({ name: id, seed, nowMs: clock.now(), found: found?.water ?? asNew })
  const plumbing = plumbingOf(consumables?.tank_litres, { pulsesPerLitre, seed: seedFor(seed, id), leftPulses: found?.tank_pulses })
  const board = new WaterBoard({
    ...parts,
    id,
    plumbing,
    changed: () => {
      follow()
      changed()
    },
  })
  const flushRelay = interlock?.flush_relay
  let flow = 0
  let flushedUpToMs: number | undefined

  /** What ran, out of the nozzle or through the flush valve, has renewed the water in the tank. */
  function follow(): void {
    const now = board.flow()
    if (now > flow) water.draw((now - flow) / pulsesPerLitre)
    flow = now
    const atMs = clock.monotonic()
    if (flushedUpToMs !== undefined) water.flush(atMs - flushedUpToMs)
    flushedUpToMs = flushRelay !== undefined && board.hasRelayOn(flushRelay) ? atMs : undefined
  }

  const { sensor } = devices
  const head = sensor === undefined || sensor.simulated === false ? undefined : createSensorHead({ water: following(water, follow), clock })
  const till = createTill(id, tillPlan(devices), parts)
  return {
    id,
    panelUrl: `http://${panel.host === '0.0.0.0' ? '127.0.0.1' : panel.host}:${panel.port}`,
    coinValue: devices.coins?.driver === 'pulse' && devices.coins.simulated !== false ? devices.coins.value_per_pulse : undefined,
    dearestIdr: Math.max(0, ...products.map(({ price }) => price)),
    board,
    water,
    head,
    ...till,
    setNozzle: mlPerS => board.setNozzle(pulseMsFor(mlPerS, pulsesPerLitre)),
    left() {
      follow()
      return { tank_pulses: board.view().tank_pulses, water: water.view(clock.now()) }
    },
    view() {
      follow()
      return { ...board.view(), head: head?.view() ?? null, water: water.view(clock.now()), ...describeTill(till) }
    },
  }
}

function plumbingOf(
  tankLitres: number | undefined,
  { pulsesPerLitre, seed, leftPulses }: { pulsesPerLitre: number; seed: number; leftPulses: number | null | undefined },
): Plumbing {
  const tankPulses = tankLitres === undefined ? undefined : Math.round(tankLitres * pulsesPerLitre)
  return {
    pulseMs: pulseMsFor(usualMlPerS, pulsesPerLitre),
    jitter: 0.35,
    pumpDelayMs: 300,
    airMs: 1_500,
    tankPulses,
    leftPulses: tankPulses === undefined ? undefined : Math.min(tankPulses, leftPulses ?? tankPulses),
    seed,
  }
}

/** Measured after what ran meanwhile. */
function following(water: TankWater, follow: () => void): TankWater {
  return {
    ...water,
    measure(atMs) {
      follow()
      return water.measure(atMs)
    },
  }
}

function pulseMsFor(mlPerS: number, pulsesPerLitre: number): number {
  return 1_000_000 / (mlPerS * pulsesPerLitre)
}

/** The ports of a water machine, by the name the ready message gives them. */
export function waterPorts(stand: WaterStand): Record<string, PlayedPort> {
  return { board: stand.board.port, ...tillPorts(stand) }
}

/** Breaks or mends the head. False where there is none. */
export function setHeadFault({ head }: WaterStand, fault: HeadFault, on: boolean): boolean {
  head?.fault(fault, on)
  return head !== undefined
}
