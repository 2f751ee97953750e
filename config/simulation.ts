/**
 * What simulation changes: every device that does not say `simulated: false` is played by somebody else, while the
 * production drivers stay. Boards, readers and cash acceptors are played by the simulator over a port; the others by
 * their in-process twin.
 */
import type { Devices, MachineConfig } from './site-schema.ts'

/** The ports the simulator listens on for one machine, derived from its panel port so that nothing needs choosing. */
export function simulatorPorts(machine: MachineConfig): { board: string; reader: string; cash: string } {
  const base = 10_000 + ((machine.panel.port * 3) % 40_000)
  return { board: `tcp://127.0.0.1:${base}`, reader: `tcp://127.0.0.1:${base + 1}`, cash: `tcp://127.0.0.1:${base + 2}` }
}

/** `machine` with its devices simulated. A port that is already a simulator's pty (set by the launcher) is kept. */
export function applySimulation(machine: MachineConfig): MachineConfig {
  const ports = simulatorPorts(machine)
  const given = machine.devices
  const devices: Devices = { ...given }
  if (given.board !== undefined && given.board.simulated !== false && machine.family === 'gate') {
    devices.board = { driver: 'palang-line', port: playedPort(given.board) ?? ports.board }
  }
  if (given.reader !== undefined && given.reader.simulated !== false && machine.family === 'gate') {
    devices.reader = { driver: 'newline', port: playedPort(given.reader) ?? ports.reader }
  }
  if (given.cash !== undefined && given.cash.simulated !== false)
    devices.cash = { driver: 'simulated', port: playedPort(given.cash) ?? ports.cash }
  if (given.camera !== undefined && given.camera.simulated !== false) devices.camera = { driver: 'simulated' }
  if (given.printer !== undefined && given.printer.simulated !== false) devices.printer = { driver: 'simulated' }
  if (given.terminal !== undefined && given.terminal.simulated !== false) devices.terminal = { driver: 'simulated' }
  if (given.sensor !== undefined && given.sensor.simulated !== false) devices.sensor = { driver: 'simulated' }
  return { ...machine, devices }
}

/** Marks the ptys the launcher made for the simulator, so that a real device path in the file is never opened by mistake. */
export const simulatorPortFolder = 'simulated-ports'

function playedPort(device: { port?: string | undefined } | { driver: string }): string | undefined {
  const port = 'port' in device ? device.port : undefined
  return port !== undefined && (port.includes(simulatorPortFolder) || port.startsWith('tcp://127.0.0.1:')) ? port : undefined
}
