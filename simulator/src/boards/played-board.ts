/** A gate board of any make with its barrier, as the world and the tests see it. */
import type { PlayedPort } from '../transport/played-port.ts'
import type { ArmPosition, BoardSensor, GateWord } from './palang-board.ts'

/** `wrong_checksum` damages what the board says; boards without a checksum cannot notice. */
export type LineFault = 'silent' | 'wrong_checksum' | 'slow'
export type StuckSensor = 'loop1' | 'loop2' | 'beam'

/** An order to open that was carried out. */
export interface Actuation {
  at: string
  /** Of the line, where lines are numbered; else 0. */
  number: number
  hold_ms: number
  /** The barrier when the order came. */
  gate: GateWord
}

export interface BoardView {
  connected: boolean
  /** How often the board was started. */
  boot: number
  /** What the board takes the barrier for; of boards that do not know it, how it really stands. */
  gate: GateWord
  arm: ArmPosition
  sensors: Record<BoardSensor, boolean>
  /** Orders to open carried out, repeats of a numbered one not counted. */
  actuations: number
  actuation_log: readonly Actuation[]
  /** How often the arm was sent up from rest. */
  lifts: number
  lines: { read: number; damaged: number; overlong: number }
  dead_man_trips: number
}

export interface PlayedBoard {
  readonly port: PlayedPort
  /** It has a reader of its own. */
  readonly readsCards: boolean
  start(): Promise<void>
  stop(): Promise<void>
  arm(): ArmPosition
  actuations(): number
  view(): BoardView
  /** Restarts the board; the arm obeys its motor, not the board's memory. */
  restart(cause: 'external' | 'watchdog'): void
  /** A vehicle or a thing is over a loop or in the beam, or the emergency button is pressed. */
  feel(sensor: BoardSensor, on: boolean): void
  /** A sensor that reports `on` whatever is there. */
  stick(sensor: StuckSensor, on: boolean): void
  press(name: 'BTN' | 'HELP'): void
  jam(on: boolean): void
  fault(kind: LineFault, on: boolean): void
  /** Holds a card to the board's own reader. False when it has none, or nobody has the board's port open. */
  present(cardId: string): boolean
}
