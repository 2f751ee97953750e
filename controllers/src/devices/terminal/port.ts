/** Port of a card payment terminal. */
import type { ActResult, Device, StatusEvent } from '../status.ts'

export interface ChargeRequest {
  /** Names the payment: whoever asks again under it gets the same charge, never a second one. */
  paymentId: string
  /** In the smallest unit of the currency. */
  amount: number
  currency: string
}

export type ChargeResult =
  | { ok: true; reference: string }
  /**
   * `declined` and `cancelled`: nothing was charged, and another try under the same payment may succeed. `unknown`: it may have been;
   * ask again under the same payment before anything else is done about it.
   */
  | { ok: false; outcome: 'declined' | 'cancelled' | 'unknown'; message: string }

export interface TerminalPort extends Device<StatusEvent> {
  /** Asks for a card and charges it. One at a time. */
  charge(request: ChargeRequest): Promise<ChargeResult>
  /** Sends the customer away while no card was read; refused when nothing waits for one. The charge then ends as `cancelled`. */
  cancel(): Promise<ActResult>
}
