/** Port of a bill acceptor with escrow. What was told as `escrow` ends once: `stacked`, `returned` or `unproven`, or with the result of `accept`. */
import type { ActResult, Device, StatusEvent } from '../status.ts'

export type CashEvent =
  | StatusEvent
  /** A note waits in escrow; answer with `accept` or `giveBack`. */
  | { kind: 'escrow'; amount: number }
  /** The note is in the box: money received. */
  | { kind: 'stacked'; amount: number }
  | { kind: 'returned'; amount: number }
  /** A note was not drawn in or was sent back before anybody was asked, and why: `amount` is null where it could not be read. */
  | { kind: 'refused'; amount: number | null; reason: string }
  /** Whether a note went into the box nobody knows, and a person has to look: `amount` is null where not even that is known. */
  | { kind: 'unproven'; amount: number | null; why: string }

export interface CashPort extends Device<CashEvent> {
  enable(): Promise<ActResult>
  disable(): Promise<ActResult>
  accept(): Promise<ActResult>
  giveBack(): Promise<ActResult>
  /** Pays out; `not_supported` where the machine has no change. */
  giveChange(amount: number): Promise<ActResult>
}
