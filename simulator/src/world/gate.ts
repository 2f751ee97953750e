/** Everything that stands at one gate of the simulated site. */
import type { PlayedBoardDriver } from '@palang/config'
import type { Clock } from '@palang/kit/clock'
import type { GateRole } from '@palang/protocol'
import { A6NetBoard } from '../boards/a6-net-board.ts'
import type { PlateCamera } from '../cameras/plate-camera.ts'
import { GateBoard } from '../boards/gate-board.ts'
import { GateWordsBoard } from '../boards/gate-words-board.ts'
import type { PlayedBoard } from '../boards/played-board.ts'
import { StarHashBoard } from '../boards/star-hash-board.ts'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'
import { Lane } from './lane.ts'
import { createTill, type Till, type TillPlan, tillPorts } from './till.ts'
import type { Watch } from './watch.ts'

export interface Gate extends Till {
  id: string
  direction: GateRole
  vehicleClass: string
  /** Not on a port at a pay station, which has none. */
  board: PlayedBoard
  plates: PlateCamera | undefined
  lane: Lane
}

export interface GatePlan extends TillPlan {
  id: string
  direction: GateRole
  vehicleClass: string
  plates: PlateCamera | undefined
  /** The make of its board. */
  board: PlayedBoardDriver
}

type BoardOptions = ConstructorParameters<typeof GateBoard>[0]

const boards = {
  'palang-line': options => new GateBoard(options),
  'gate-words': options => new GateWordsBoard(options),
  'star-hash': options => new StarHashBoard(options),
  'a6-net': options => new A6NetBoard(options),
} satisfies Record<PlayedBoardDriver, (options: BoardOptions) => PlayedBoard>

export function createGate(plan: GatePlan, { clock, makePort, watch }: { clock: Clock; makePort: PortMaker; watch: Watch }): Gate {
  const changed = () => watch.touch()
  const board = boards[plan.board]({ name: `${plan.id}-board`, clock, makePort, changed })
  return {
    id: plan.id,
    direction: plan.direction,
    vehicleClass: plan.vehicleClass,
    board,
    ...createTill(plan.id, plan, { clock, makePort, changed }),
    plates: plan.plates,
    lane: new Lane(board, watch),
  }
}

/** The ports of a gate, by the name the ready message gives them. */
export function portsOf(gate: Gate): Record<string, PlayedPort> {
  return {
    ...(gate.direction === 'pay' ? {} : { board: gate.board.port }),
    ...tillPorts(gate),
  }
}

/** Holds a card to the gate: to its reader, or to that of its board. False when nobody listens to either, so that the read is lost. */
export function presentCard(gate: Gate, cardId: string): boolean {
  return gate.reader.present(cardId, 'RFID') || gate.board.present(cardId)
}

/** Whether somebody would hear of a card. */
export function isReading(gate: Gate): boolean {
  return gate.board.port.isOpen() && (gate.reader.port.isOpen() || gate.board.readsCards)
}
