/** Port of a bill acceptor with escrow. */
import type { ActResult, Device, StatusEvent } from '../status.ts'

export type CashEvent =
  | StatusEvent
  /** A note waits in escrow; answer with `accept` or `giveBack`. */
  | { kind: 'escrow'; amount: number }
  /** The note is in the box: money received. */
  | { kind: 'stacked'; amount: number }
  | { kind: 'returned'; amount: number }

export interface CashPort extends Device<CashEvent> {
  enable(): Promise<ActResult>
  disable(): Promise<ActResult>
  accept(): Promise<ActResult>
  giveBack(): Promise<ActResult>
  /** Pays out; `not_supported` where the machine has no change. */
  giveChange(amount: number): Promise<ActResult>
}
