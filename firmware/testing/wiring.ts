/** Where the wires of the world end on the processor of each board: `firmware/palang/pins.h`, by ports. */
import type { ArduinoBoard } from '../toolchain.ts'

export const switches = ['loop1', 'loop2', 'beam', 'limitOpen', 'limitClosed', 'button', 'help', 'estop', 'door', 'leak'] as const
export type Switch = (typeof switches)[number]

export interface Wiring {
  switches: Readonly<Record<Switch, string>>
  flow: string
  /** Where the tests wire a coin acceptor. */
  coin: string
  raise: string
  lower: string
  stop: string
  valve: string
  pump: string
  treatment: string
}

/** Switches that are closed at rest, so that a broken wire is noticed. */
export const closedAtRest: ReadonlySet<Switch> = new Set<Switch>(['beam', 'estop', 'door'])

/** What the setting `coin_pin` calls that pin. */
export const coinPins = { uno: 3, mega: 21 } as const satisfies Record<ArduinoBoard['name'], number>

export const wirings: Readonly<Record<ArduinoBoard['name'], Wiring>> = {
  uno: {
    switches: {
      loop1: 'D3',
      loop2: 'D4',
      beam: 'D5',
      limitOpen: 'D6',
      limitClosed: 'D7',
      button: 'C0',
      help: 'C1',
      estop: 'C2',
      door: 'C3',
      leak: 'C4',
    },
    flow: 'D2',
    coin: 'D3',
    raise: 'B0',
    lower: 'B1',
    stop: 'B2',
    valve: 'B3',
    pump: 'B4',
    treatment: 'C5',
  },
  mega: {
    switches: {
      loop1: 'E5',
      loop2: 'G5',
      beam: 'E3',
      limitOpen: 'H3',
      limitClosed: 'H4',
      button: 'F0',
      help: 'F1',
      estop: 'F2',
      door: 'F3',
      leak: 'F4',
    },
    flow: 'E4',
    coin: 'D0',
    raise: 'H5',
    lower: 'H6',
    stop: 'B4',
    valve: 'B5',
    pump: 'B6',
    treatment: 'F5',
  },
}
