/** Port of a coin acceptor. Coins have no escrow: what fell in is in. */
import type { ActResult, Device, StatusEvent } from '../status.ts'

/**
 * All the money counted so far, so that each coin is booked once by whoever remembers the last count: over lost lines,
 * reconnects and restarts on both sides.
 */
export interface CoinCount {
  /** Names the counting: another one begins at nothing. */
  since: number
  /** In the smallest unit of the currency. */
  amount: number
  /** What one step of the count was worth when this was told: somebody may change that while the count goes on. */
  perPulse: number
  /** Coins of this counting that may be counted in part only. */
  torn: number
}

export type CoinEvent = StatusEvent | ({ kind: 'counted' } & CoinCount)

export interface CoinPort extends Device<CoinEvent> {
  /** As last heard; null before anything was. */
  count(): CoinCount | null
  /** Takes coins from now on; where nothing can keep them out they are taken always, and this only says yes. */
  enable(): Promise<ActResult>
  disable(): Promise<ActResult>
}
