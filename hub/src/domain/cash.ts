/** Under which keys money taken at a machine is booked, so that a note, change or card told twice is booked once. */

export type CashKind = 'payment' | 'change'

/** The ledger's idempotency key of one note or card, or of the change given for it. */
export function cashKey(kind: CashKind, paymentId: string): string {
  return `${kind}:${paymentId}`
}

/** The keys a fact's payload may book; none when it names no payment. What a card paid is named inside the fact that completes the payment. */
export function cashKeysOf({ payment_id, charge }: Readonly<Record<string, unknown>>): string[] {
  const charged = typeof charge === 'object' && charge !== null && 'payment_id' in charge ? charge.payment_id : undefined
  return [
    ...(typeof payment_id === 'string' ? [cashKey('payment', payment_id), cashKey('change', payment_id)] : []),
    ...(typeof charged === 'string' ? [cashKey('payment', charged)] : []),
  ]
}
