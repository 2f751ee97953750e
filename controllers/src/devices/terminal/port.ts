/** Port of a card payment terminal. */
import type { Device, StatusEvent } from '../status.ts'

export type ChargeResult = { ok: true; reference: string } | { ok: false; outcome: 'declined' | 'cancelled' | 'unknown'; message: string }

export interface TerminalPort extends Device<StatusEvent> {
  /** Asks for a card and charges it; `paymentId` makes a repeat after a lost answer harmless. */
  charge(request: { paymentId: string; amount: number; currency: string }): Promise<ChargeResult>
}
