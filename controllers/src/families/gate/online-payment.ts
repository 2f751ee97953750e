/** How a payment by QRIS stands at the lane. */

/** A payment by QRIS that the customer chose. */
export interface OnlinePayment {
  /** Ours; the hub and the provider know the payment by it. */
  paymentId: string
  amount: number
  /** `cancelling`: no code is shown any more, but somebody may have paid it just before. */
  stage: 'starting' | 'shown' | 'cancelling'
  /** Of the question under way. */
  requestId: string | null
  /** What the code holds. */
  code: string | null
  /** ISO time. */
  expiresAt: string | null
  /** Questions in a row that the hub did not answer. */
  unanswered: number
}
