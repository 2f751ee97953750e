/**
 * What simulation changes: every device that does not say `simulated: false` is played by somebody else, while the
 * production drivers stay. What the simulator plays for a family it plays over a port; all other devices are played by
 * their in-process twin. Boards and acceptors whose bytes the simulator speaks keep their driver: whoever keeps the device he has tries
 * it as he will run it.
 */
import path from 'node:path'
import type { Family } from '@palang/protocol'
import type { Site } from './load-site.ts'
import type { Devices, MachineConfig } from './site-schema.ts'

/**
 * The ports the simulator listens on for one machine, derived from its panel port so that nothing needs choosing; below those a system
 * lends out to programs that connect somewhere (Linux from 32768 on, Windows from 49152 on).
 */
export function simulatorPorts(machine: MachineConfig): Record<Played, string> {
  const base = 10_000 + ((machine.panel.port * 4) % 22_000)
  const at = (n: number) => `tcp://127.0.0.1:${base + n}`
  return { board: at(0), reader: at(1), cash: at(2), terminal: at(3) }
}

/** Where the controller of one machine listens for a played plate reader whose port the site file does not name: below what systems lend out. */
function simulatedPlatePort({ panel: { port } }: MachineConfig): number {
  return 20_000 + (port % 10_000)
}

/** Where the simulator serves the sensor heads of all water machines, from the port of their hub: each at `/<machine>/readings`. */
export function simulatedSensorPort(hubPort: number): number {
  return 10_001 + ((hubPort * 3) % 20_000)
}

/** What a played plate reader shows with each push, where the site gives no secret. It protects nothing: the port is on 127.0.0.1. */
const simulatedPlateSecret = 'simulated-plate-reader'

/** How often a head is asked whose site file says nothing of it. */
const simulatedSensorSeconds = 5

type Played = 'board' | 'reader' | 'cash' | 'terminal'

/** What the simulator plays at a machine of each family, and how the controller then speaks to it. */
const played = {
  gate: ['board', 'reader', 'cash', 'terminal'],
  water: ['board', 'reader', 'cash', 'terminal'],
  ozone: [],
  checkpoint: [],
} as const satisfies Record<Family, readonly Played[]>

const playedDriver = { reader: 'newline', cash: 'simulated', terminal: 'simulated' } as const

/** Makes of boards the simulator plays; any other is played as ours. */
const playedBoards = ['palang-line', 'gate-words', 'star-hash', 'a6-net'] as const
export type PlayedBoardDriver = (typeof playedBoards)[number]

/** The make of board that is played where the site file names `driver`. */
export function playedBoard(driver: string | undefined): PlayedBoardDriver {
  return playedBoards.find(name => name === driver) ?? 'palang-line'
}

/** Whether the simulator plays this machine: its board, unless it is marked `simulated: false`, or a pay station, which has none. */
export function isPlayed({ family, direction, devices: { board } }: MachineConfig): boolean {
  if (direction === 'pay') return true
  return plays(family, 'board') && board !== undefined && board.simulated !== false
}

function plays(family: Family, device: Played): boolean {
  const devices: readonly Played[] = played[family]
  return devices.includes(device)
}

/**
 * `machine` of the hub at `hubPort` with its devices simulated. A port that is already a simulator's pty (set by the launcher) is kept.
 */
export function applySimulation(machine: MachineConfig, hubPort: number): MachineConfig {
  const ports = simulatorPorts(machine)
  const given = machine.devices
  const devices: Devices = { ...given }
  const portOf = (device: Played) => playedPort(given[device] ?? {}) ?? ports[device]
  const over = <D extends keyof typeof playedDriver>(device: D) =>
    plays(machine.family, device) ? ({ driver: playedDriver[device], port: portOf(device) } as const) : ({ driver: 'simulated' } as const)
  if (given.board !== undefined && given.board.simulated !== false) {
    devices.board = plays(machine.family, 'board')
      ? {
          driver: machine.family === 'gate' ? playedBoard(given.board.driver) : 'palang-line',
          port: portOf('board'),
          ...('clips' in given.board ? { clips: given.board.clips } : {}),
          ...('pulses_per_litre' in given.board ? { pulses_per_litre: given.board.pulses_per_litre } : {}),
        }
      : { driver: 'simulated' }
  }
  if (given.reader !== undefined && given.reader.simulated !== false) devices.reader = over('reader')
  if (given.cash !== undefined && given.cash.simulated !== false)
    devices.cash = given.cash.driver === 'ict' && plays(machine.family, 'cash') ? { ...given.cash, port: portOf('cash') } : over('cash')
  if (given.camera !== undefined && given.camera.simulated !== false) devices.camera = { driver: 'simulated' }
  if (given.printer !== undefined && given.printer.simulated !== false) devices.printer = { driver: 'simulated' }
  // What a board counts is counted there.
  const counts = devices.board?.driver === 'palang-line'
  if (given.coins !== undefined && given.coins.simulated !== false)
    devices.coins = given.coins.driver === 'pulse' && counts ? given.coins : { driver: 'simulated' }
  if (given.terminal !== undefined && given.terminal.simulated !== false) devices.terminal = over('terminal')
  if (given.sign !== undefined && given.sign.simulated !== false) devices.sign = simulatedSign(given.sign)
  if (given.plate_reader !== undefined && given.plate_reader.simulated !== false)
    devices.plate_reader = simulatedPlateReader(machine, given.plate_reader)
  if (given.sensor !== undefined && given.sensor.simulated !== false) devices.sensor = simulatedSensor(machine, given.sensor, hubPort)
  return { ...machine, devices }
}

/** A water machine asks its head over HTTP, played or not. */
function simulatedSensor(
  { id, family }: MachineConfig,
  given: NonNullable<Devices['sensor']>,
  hubPort: number,
): NonNullable<Devices['sensor']> {
  if (family !== 'water') return { driver: 'simulated' }
  const interval_s = given.driver === 'esp32-http' ? given.interval_s : simulatedSensorSeconds
  return { driver: 'esp32-http', url: `http://127.0.0.1:${simulatedSensorPort(hubPort)}/${id}/readings`, interval_s }
}

/** At a gate the simulator posts the reads, on this computer only; whoever has a camera tries the port and the secret he will give it. */
function simulatedPlateReader(machine: MachineConfig, given: NonNullable<Devices['plate_reader']>): NonNullable<Devices['plate_reader']> {
  const { min_confidence } = given
  if (machine.family !== 'gate') return { driver: 'simulated', min_confidence }
  const { listen_port = simulatedPlatePort(machine), secret = simulatedPlateSecret } = given.driver === 'http-push' ? given : {}
  return { driver: 'http-push', host: '127.0.0.1', listen_port, secret, min_confidence }
}

/** A sign shows in simulation what it would show. */
function simulatedSign({ template, full, repeat_s, away_minutes, away }: NonNullable<Devices['sign']>): NonNullable<Devices['sign']> {
  return { driver: 'simulated', template, ...(full === undefined ? {} : { full }), repeat_s, away_minutes, away }
}

/** What the simulator tells the launcher once it sees the gates through the hub: a vehicle the hub expects will come. */
export const simulatorWatches = 'watching'

/** Marks the ptys the launcher made for the simulator, so that a real device path in the file is never opened by mistake. */
export const simulatorPortFolder = 'simulated-ports'

function playedPort(device: { port?: string | undefined } | { driver?: string }): string | undefined {
  const port = 'port' in device ? device.port : undefined
  return port !== undefined && (port.includes(simulatorPortFolder) || port.startsWith('tcp://127.0.0.1:')) ? port : undefined
}

/** Where the hub writes the token of the simulator. */
export function simulatorTokenFile(dataDir: string): string {
  return path.join(dataDir, 'secrets', 'simulator.token')
}

/** Where the hub writes the one token with which all played treatment devices come to its broker. */
export function simulatedUnitsTokenFile(dataDir: string): string {
  return path.join(dataDir, 'secrets', 'simulated-units.token')
}

/** A treatment device that the simulator plays, and the machine it is at. */
export interface SimulatedUnit {
  deviceId: string
  machineId: string
  name: string
}

/** Played by a simulated site whose hub has a broker of its own; they are no machines of the site file, as real ones are not. */
export function simulatedUnits({ simulation, telemetry, hub }: Pick<Site, 'simulation' | 'telemetry' | 'hub'>): SimulatedUnit[] {
  const count = simulation && hub.mqtt.kind === 'embedded' ? telemetry.simulated_units : 0
  return Array.from({ length: count }, (_, n) => ({
    deviceId: `ozon-${n + 1}`,
    machineId: `ozone-${n + 1}`,
    name: `Ozon ${n + 1}`,
  }))
}
