/** Everything that stands at one gate of the simulated site. */
import type { Clock } from '@palang/kit/clock'
import { CashAcceptor } from '../cash/acceptor.ts'
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
  cash: CashAcceptor | undefined
  lane: Lane
}

export interface GatePlan {
  id: string
  direction: 'in' | 'out'
  vehicleClass: string
  hasCash: boolean
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
    cash: plan.hasCash ? new CashAcceptor({ name: `${plan.id}-cash`, clock, makePort, changed }) : undefined,
    lane: new Lane(board, watch),
  }
}

/** The ports of a gate, by the name the ready message gives them. */
export function portsOf(gate: Gate): Record<string, PlayedPort> {
  return { board: gate.board.port, reader: gate.reader.port, ...(gate.cash === undefined ? {} : { cash: gate.cash.port }) }
}
