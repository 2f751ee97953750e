/** Payments by QRIS as they are stored, and what is asked of the database about them. */
import type { OnlinePaymentState, QrisProviderName } from '@palang/protocol'

/** Money on its way back; asked again under the same `key` until the provider has answered. */
export interface OnlineRefund {
  /** Under which the provider knows it, and the ledger books it. */
  key: string
  amount: number
  reason: string
  /** Who asked for it. */
  actor: string
  askedAt: string
  /** The payment in the ledger that is taken back. */
  entryId: string
  /** The till it goes through. */
  shiftId: string | null
}

export interface OnlinePaymentRecord {
  /** Our own id, which the provider knows the charge by. */
  id: string
  outletId: string
  sessionId: string
  machineId: string
  provider: QrisProviderName
  state: OnlinePaymentState
  amount: number
  currency: string
  /** What the code on the screen holds; null before the provider has given it. */
  qr: string | null
  /** The provider's id of the charge. */
  chargeId: string | null
  /** The provider's id of the money that came. */
  transactionId: string | null
  createdAt: string
  expiresAt: string
  /** When the provider is to be asked next; null once nothing more can come of it. */
  nextLookAt: string | null
  isCancelWanted: boolean
  paidAt: string | null
  /** All that came for it, also what nobody asked for. */
  paidAmount: number
  /** What of it the provider has sent back. */
  refundedAmount: number
  /** Why it ended without money, or what is wrong with the money. */
  reason: string | null
  refund: OnlineRefund | null
}

export interface OnlinePaymentTx {
  get(id: string): Promise<OnlinePaymentRecord | undefined>
  /** Inserts or replaces by id. */
  putMany(payments: readonly OnlinePaymentRecord[]): Promise<void>
  /** Those of a session, oldest first. */
  ofSession(sessionId: string): Promise<OnlinePaymentRecord[]>
}

export interface OnlinePaymentStore {
  get(id: string): Promise<OnlinePaymentRecord | undefined>
  /** Those of a session, oldest first. */
  ofSession(sessionId: string): Promise<OnlinePaymentRecord[]>
  /** Those the provider is to be asked about, now or later, the next first. */
  unended(): Promise<OnlinePaymentRecord[]>
}
