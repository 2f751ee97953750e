/** Under which keys cash is booked, so that a note or change told twice is booked once. */

export type CashKind = 'payment' | 'change'

/** The ledger's idempotency key of one note, or of the change given for it. */
export function cashKey(kind: CashKind, paymentId: string): string {
  return `${kind}:${paymentId}`
}

/** The keys a fact's payload may book; none when it names no payment. */
export function cashKeysOf({ payment_id }: Readonly<Record<string, unknown>>): string[] {
  return typeof payment_id === 'string' ? [cashKey('payment', payment_id), cashKey('change', payment_id)] : []
}
