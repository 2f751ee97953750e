/** Port of a gate board: barrier relay, loops, beam and buttons. */
import type { ActResult, Device, StatusEvent } from '../status.ts'

export type BarrierPosition = 'closed' | 'opening' | 'open' | 'closing' | 'fault' | 'unknown'

/** The inputs as last heard. `positionKnown` is false for boards without limit switches. */
export interface GateInputs {
  barrier: BarrierPosition
  positionKnown: boolean
  loop1: boolean
  loop2: boolean
  beam: boolean
}

export type BoardInput = 'loop1' | 'loop2' | 'beam' | 'ticket_button' | 'help_button'

export type BoardEvent =
  | StatusEvent
  | { kind: 'input'; input: BoardInput; on: boolean }
  | { kind: 'barrier'; position: BarrierPosition }
  /** The board restarted by itself; `inputs` are read anew before this is told. */
  | { kind: 'restarted'; cause: string }
  /** Bytes that were not a valid line; counted and logged, never acted upon. */
  | { kind: 'garbage'; bytes: number; reason: string }

/**
 * What became of an order. `position` is where the barrier stood when the board took it: what the board said after that may be
 * told before this result is, when both came in the same bytes.
 */
export type MoveResult = { ok: true; position: BarrierPosition } | Extract<ActResult, { ok: false }>

export interface BoardPort extends Device<BoardEvent> {
  inputs(): GateInputs
  /** Opens; after `holdMs` the board closes by itself once the beam is clear, 0 holds open until `close`. Never queued: a closed port fails at once. */
  open(holdMs: number): Promise<MoveResult>
  close(): Promise<MoveResult>
  /** Stops the barrier where it is. */
  halt(): Promise<MoveResult>
}
