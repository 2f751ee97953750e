/** Port of a water machine's board: measured pours, plain relays, and the switches that forbid pouring. */
import type { ActResult, Device, StatusEvent } from '../status.ts'
import type { LastMeasuredResult, Measured } from './measured.ts'

export type { LastMeasured, LastMeasuredResult, Measured } from './measured.ts'

export const waterSwitches = ['door', 'leak', 'emergency_stop', 'tamper'] as const
export type WaterSwitch = (typeof waterSwitches)[number]

export type WaterBoardEvent =
  | StatusEvent
  | { kind: 'switch'; name: WaterSwitch; on: boolean }
  /** Pulses of the flow meter since the board started, poured or not ordered by anybody. */
  | { kind: 'flow'; pulses: number }
  /** The end of a pour, once for each; amounts are pulses. */
  | ({ kind: 'poured' } & Measured)
  /** The board restarted by itself. A pour it broke off is told as well. */
  | { kind: 'restarted'; cause: string }
  /** Bytes that were not a valid line; counted and logged, never acted upon. */
  | { kind: 'garbage'; bytes: number; reason: string }

export interface WaterBoardPort extends Device<WaterBoardEvent> {
  /** null: the board has not said. */
  switches(): Readonly<Record<WaterSwitch, boolean | null>>
  /** Pulses since the board started; null while it is away. */
  flow(): number | null
  /**
   * Opens valve and pump until the flow meter has counted `pulses`, at most for `maxMs`; then, and also after a failure with
   * `moved: 'maybe'`, one `poured` follows. Never queued: a closed port fails at once.
   */
  pour(pulses: number, maxMs: number): Promise<ActResult>
  /** What became of the last pour, asked of the board: for whoever was away when it ended. `not_supported` where it keeps no memory. */
  lastPour(): Promise<LastMeasuredResult>
  /** Switches a plain relay; on, it goes off by itself after `maxMs`. */
  output(relay: number, on: boolean, maxMs: number): Promise<ActResult>
  /** Ends a pour and drops every moving thing. */
  halt(): Promise<ActResult>
}
