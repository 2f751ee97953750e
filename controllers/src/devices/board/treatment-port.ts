/** Port of the board of a machine that treats for a time that was paid for. */
import type { ActResult, Device, StatusEvent } from '../status.ts'
import type { LastMeasuredResult, Measured } from './measured.ts'

export type { LastMeasured, LastMeasuredResult, Measured } from './measured.ts'

/** What forbids that a treatment runs; null: the board has not said. */
export interface TreatmentSwitches {
  readonly door: boolean | null
  readonly emergency_stop: boolean | null
}

export type TreatmentBoardEvent =
  | StatusEvent
  | { kind: 'switch'; name: keyof TreatmentSwitches; on: boolean }
  /** The end of a treatment, once for each; amounts are milliseconds. */
  | ({ kind: 'ran' } & Measured)
  | { kind: 'restarted'; cause: string }
  | { kind: 'garbage'; bytes: number; reason: string }

export interface TreatmentBoardPort extends Device<TreatmentBoardEvent> {
  switches(): TreatmentSwitches
  /**
   * Switches the treatment relay on for `ms`; then, and also after a failure with `moved: 'maybe'`, one `ran` follows. Never
   * queued.
   */
  run(ms: number): Promise<ActResult>
  /** What became of the last treatment, asked of the board. `not_supported` where it keeps no memory. */
  lastRun(): Promise<LastMeasuredResult>
  halt(): Promise<ActResult>
}
