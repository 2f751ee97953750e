/** A board's driver on a fake port, with the board the simulator plays at the other end of it. */
import { ManualClock } from '@palang/kit'
import type { PlayedBoard } from '../../../../simulator/src/boards/played-board.ts'
import type { PortMaker } from '../../../../simulator/src/transport/played-port.ts'
import { FakePort } from '../../io/fake-stream.ts'
import { portsOn } from '../../io/played-port.test-support.ts'
import type { ModelPosition } from './barrier-model.ts'
import type { BoardRig } from './contract.ts'
import type { BoardEvent, BoardPort } from './port.ts'

interface Other extends PlayedBoard {
  /** 0 lying across the lane, 1 upright. */
  height(): number
}

interface Made {
  clock: ManualClock
  port: FakePort
}

export interface PlayedRig<Board extends Other> extends BoardRig, Made {
  other: Board
  events: BoardEvent[]
  /** Everything told of a kind. */
  told<K extends BoardEvent['kind']>(kind: K): Extract<BoardEvent, { kind: K }>[]
}

const positions: Record<ReturnType<PlayedBoard['arm']>, ModelPosition> = {
  closed: 'closed',
  rising: 'opening',
  open: 'open',
  falling: 'closing',
  stopped: 'fault',
}

/** Not started yet. */
export function playedRig<Board extends Other>(
  makeDriver: (made: Made) => BoardPort,
  makeOther: (options: { name: string; clock: ManualClock; makePort: PortMaker; changed(): void }) => Board,
): PlayedRig<Board> {
  const made = { clock: new ManualClock(), port: new FakePort() }
  const { clock, port } = made
  const board = makeDriver(made)
  const other = makeOther({ name: 'board', clock, makePort: portsOn(port), changed: () => undefined })
  const events: BoardEvent[] = []
  board.subscribe(event => events.push(event))
  return {
    ...made,
    board,
    other,
    events,
    told: kind => events.filter((event): event is Extract<BoardEvent, { kind: typeof kind }> => event.kind === kind),
    model: {
      get position() {
        return positions[other.arm()]
      },
      get lift() {
        return other.height()
      },
      set: (input, on) => other.feel(input, on),
      press: button => other.press(button === 'ticket_button' ? 'BTN' : 'HELP'),
      jam: on => other.jam(on),
    },
    advance: byMs => clock.advance(byMs),
    unplug: () => port.unplug(),
    plug: () => port.plug(),
    restart: () => other.restart('watchdog'),
  }
}
