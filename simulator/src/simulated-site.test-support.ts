/** A simulated site on ports in memory, with a plain controller at each gate. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSite } from '@palang/config'
import { silentLog } from '@palang/kit'
import { ManualClock } from '@palang/kit/clock'
import { frame } from './boards/line.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts'
import { type MemoryPorts, memoryPorts } from './transport/memory-port.test-support.ts'

const root = path.resolve(fileURLToPath(import.meta.url), '..', '..', '..')

export interface SimulatedSite {
  clock: ManualClock
  ports: MemoryPorts
  simulator: Simulator
  dataDir: string
}

/** The site of `config/examples/parking-simulated.yaml` unless another is named, without traffic unless asked for. */
export function simulatedSite(
  options: Partial<SimulatorOptions> = {},
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'palang-sim-')),
  file = 'config/examples/parking-simulated.yaml',
): SimulatedSite {
  const clock = new ManualClock()
  const ports = memoryPorts()
  const site = loadSite({ root, dataDir, file, environment: { SIMULATION_MODE: 'true' } })
  const simulator = createSimulator({
    site,
    clock,
    log: silentLog(),
    seed: 7,
    speed: 1,
    traffic: false,
    script: undefined,
    transport: ports.make,
    tcpPorts: 'free',
    controlPort: 0,
    ...options,
  })
  return { clock, ports, simulator, dataDir }
}

/** The file of a site with these machines, as YAML below `machines:`, in a folder of its own. */
export function writtenSite(machines: string): { folder: string; file: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'palang-sim-'))
  const file = path.join(folder, 'site.yaml')
  writeFileSync(file, `outlet: { id: pusat, name: Pusat, timezone: Asia/Jakarta, currency: IDR }\nmachines:\n${machines}`)
  return { folder, file }
}

/** Opens for every card or button, closes after each passage; at an exit it first takes `price`. */
export function plainController({ ports, clock }: SimulatedSite, gateId: string, price = 0): { cards: string[] } {
  const board = ports.end(`${gateId}-board`)
  const reader = ports.end(`${gateId}-reader`)
  const cash = price > 0 ? ports.end(`${gateId}-cash`) : undefined
  const cards: string[] = []
  let number = 0
  let paid = 0
  const say = (...fields: (string | number)[]) => board.say(frame((number += 1), fields))
  board.onLine = line => {
    // Like a controller that reads nobody's card before it knows its board.
    if (/BOOT/.test(line)) reader.open()
    if (/EVT,BTN,1/.test(line)) say('OPEN', 20_000)
    if (/EVT,LOOP2,0/.test(line)) say('CLOSE')
  }
  reader.onLine = line => {
    cards.push(line)
    paid = 0
    if (cash === undefined) say('OPEN', 20_000)
    else cash.say('ENABLE')
  }
  if (cash !== undefined) {
    cash.onLine = line => {
      const [word, amount] = line.split(' ')
      if (word === 'NOTE') cash.say('ACCEPT')
      if (word !== 'STACKED') return
      paid += Number(amount)
      if (paid < price) return
      cash.say('DISABLE')
      if (paid > price) cash.say(`CHANGE ${paid - price}`)
      say('OPEN', 20_000)
    }
  }
  board.open()
  cash?.open()
  clock.every(1_000, () => say('PING'))
  return { cards }
}
