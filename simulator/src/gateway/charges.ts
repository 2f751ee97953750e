/** The charges a played payment provider knows, whatever language it is asked in. */
import { uuidv7 } from '@palang/kit/ids'
import { CodedError } from '@palang/kit/errors'

export interface Charge {
  /** As the merchant calls it. */
  reference: string
  /** As the provider calls it. */
  id: string
  amount: number
  code: string
  state: 'pending' | 'paid' | 'expired' | 'cancelled' | 'failed'
  expiresAtMs: number
  notifyUrl: string | undefined
  payment: { id: string; amount: number } | null
  refunds: { key: string; id: string; amount: number; created: string }[]
}

export interface Charges {
  all(): readonly Charge[]
  of(reference: string): Charge | undefined
  byId(id: string): Charge | undefined
  make(wanted: { reference: string; amount: number; expiresAtMs: number; notifyUrl: string | undefined }): Charge
  /** Somebody's phone pays it. Throws `not_found` and `conflict` when it cannot be paid. */
  pay(reference: string, amount?: number): Charge
}

/** `nowMs` is the wall clock. */
export function createCharges(nowMs: () => number): Charges {
  const known = new Map<string, Charge>()
  const current = (charge: Charge | undefined) => {
    if (charge?.state === 'pending' && nowMs() >= charge.expiresAtMs) charge.state = 'expired'
    return charge
  }
  return {
    all: () => [...known.values()].flatMap(charge => current(charge) ?? []),
    of: reference => current(known.get(reference)),
    byId: id => current([...known.values()].find(charge => charge.id === id)),
    make({ reference, amount, expiresAtMs, notifyUrl }) {
      const charge: Charge = {
        reference,
        id: uuidv7(),
        amount,
        code: `00020101021226620014ID.CO.QRIS.WWW0215${reference}5204752353033605405${amount}5802ID5906Palang6304SIMU`,
        state: 'pending',
        expiresAtMs,
        notifyUrl,
        payment: null,
        refunds: [],
      }
      known.set(reference, charge)
      return charge
    },
    pay(reference, amount) {
      const charge = current(known.get(reference))
      if (charge === undefined) throw new CodedError('not_found', 'there is no such charge')
      if (charge.state !== 'pending') throw new CodedError('conflict', `this charge is ${charge.state}`)
      charge.state = 'paid'
      charge.payment = { id: uuidv7(), amount: amount ?? charge.amount }
      return charge
    },
  }
}
