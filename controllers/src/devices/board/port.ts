/** Port of a gate board: barrier relay, loops, beam and buttons. */
import type { Device, FailedAct, StatusEvent } from '../status.ts'

export type BarrierPosition = 'closed' | 'opening' | 'open' | 'closing' | 'fault' | 'unknown'

/**
 * What a model of board can never tell or do: tell where the barrier stands, sense a vehicle behind the barrier or under it,
 * hold it open as long as it is told, close it, stop it.
 */
export type BoardLack = 'position' | 'loop2' | 'beam' | 'hold' | 'close' | 'halt'

/** The inputs as last heard. What the board lacks is never on. */
export interface GateInputs {
  /** Where the board says the barrier stands; `unknown` while it cannot say. */
  barrier: BarrierPosition
  /** A sensor at the barrier says so. False when the board only reckons, or says nothing. */
  positionKnown: boolean
  loop1: boolean
  loop2: boolean
  beam: boolean
  /** The emergency stop is pressed: the board moves nothing. Never on where a board does not tell it. */
  estop: boolean
}

export type BoardInput = 'loop1' | 'loop2' | 'beam' | 'estop' | 'ticket_button' | 'help_button'

export type BoardEvent =
  | StatusEvent
  | { kind: 'input'; input: BoardInput; on: boolean }
  | { kind: 'barrier'; position: BarrierPosition }
  /** The board's own reader saw a card: one tap, as of a reader (devices/reader/port.ts). `cardId` is canonical. */
  | { kind: 'card'; cardId: string; raw: string }
  /** The board restarted by itself; `inputs` are read anew before this is told. */
  | { kind: 'restarted'; cause: string }
  /** Bytes that were not a valid line; counted and logged, never acted upon. */
  | { kind: 'garbage'; bytes: number; reason: string }

/**
 * What became of an order. `position` is where the barrier stood when the board took it: what the board said after that may be
 * told before this result is, when both came in the same bytes. `assumed`: the order left, and this board never says that it
 * took one, nor that it moved.
 */
export type MoveResult = { ok: true; position: BarrierPosition; assumed?: true } | FailedAct

/** What is said to a driver at moments that matter to him. */
export const sayings = ['welcome', 'refused', 'go', 'help'] as const
export type Saying = (typeof sayings)[number]

/** What the board lacks it refuses as `not_supported`, with nothing written. */
export interface BoardPort extends Device<BoardEvent> {
  /** Absent: the board can do everything. */
  readonly lacks?: readonly BoardLack[]
  inputs(): GateInputs
  /**
   * Opens; after `holdMs` the board closes by itself once the beam is clear, 0 holds open until `close`; a board that lacks
   * `hold` closes by its own rule. Never queued: a closed port fails at once.
   */
  open(holdMs: number): Promise<MoveResult>
  close(): Promise<MoveResult>
  /** Stops the barrier where it is. */
  halt(): Promise<MoveResult>
  /** Plays the board's clip for it, if there is one; one that cannot be played now is not played later. Absent: the board has no voice. */
  speak?(saying: Saying): void
}
