/** Everything that stands at one gate of the simulated site. */
import type { Clock } from '@palang/kit/clock'
import type { MachineConfig } from '@palang/config'
import { CashAcceptor, type CashMachine } from '../cash/acceptor.ts'
import { IctAcceptor } from '../cash/ict-acceptor.ts'
import { GateBoard } from '../boards/gate-board.ts'
import { createReader, type NewlineReader } from '../readers/newline-reader.ts'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'
import { Lane } from './lane.ts'
import type { Watch } from './watch.ts'

export interface Gate {
  id: string
  direction: 'in' | 'out'
  vehicleClass: string
  board: GateBoard
  reader: NewlineReader
  cash: CashMachine | undefined
  lane: Lane
}

export interface GatePlan {
  id: string
  direction: 'in' | 'out'
  vehicleClass: string
  /** Of the site file; undefined where the simulator plays none. */
  cash: MachineConfig['devices']['cash']
}

export function createGate(plan: GatePlan, { clock, makePort, watch }: { clock: Clock; makePort: PortMaker; watch: Watch }): Gate {
  const changed = () => watch.touch()
  const board = new GateBoard({ name: `${plan.id}-board`, clock, makePort, changed })
  return {
    id: plan.id,
    direction: plan.direction,
    vehicleClass: plan.vehicleClass,
    board,
    reader: createReader({ name: `${plan.id}-reader`, makePort, changed }),
    cash: createCash(plan, { clock, makePort, changed }),
    lane: new Lane(board, watch),
  }
}

function createCash({ id, cash }: GatePlan, parts: { clock: Clock; makePort: PortMaker; changed: () => void }): CashMachine | undefined {
  if (cash === undefined) return undefined
  const named = { ...parts, name: `${id}-cash` }
  return cash.driver === 'ict' ? new IctAcceptor({ ...named, channels: cash.channels, bytes: cash.bytes }) : new CashAcceptor(named)
}

/** The ports of a gate, by the name the ready message gives them. */
export function portsOf(gate: Gate): Record<string, PlayedPort> {
  return { board: gate.board.port, reader: gate.reader.port, ...(gate.cash === undefined ? {} : { cash: gate.cash.port }) }
}
