/**
 * What becomes of the money of a sale that ends, whatever was sold: what came is charged, rounded down; everything else that was paid is the
 * customer's. It goes back in the reverse order it came: to the prepaid card what that paid, as credit at this machine all other money.
 */
import type { RemainderTo, SaleMethod } from '@palang/protocol'
import { type Bill, receivedFor } from './till.ts'

/** What is paid for, and with how much that was left over from the sale before. */
interface Priced {
  price: number
  creditUsed: number
}

/** What it costs that `came` of `whole` came: the whole price when it is done, else its share rounded down. */
export function chargedFor(price: number, { came, whole, isDone }: { came: number; whole: number; isDone: boolean }): number {
  return isDone ? price : Math.min(price, Math.floor((price * came) / whole))
}

/** How it was paid, for the most part. */
export function methodOf({ price, creditUsed }: Priced, { received }: Bill): SaleMethod {
  const ways: [SaleMethod, number][] = [
    ['card', received.card],
    ['qris', received.qris],
    ['prepaid', received.prepaid],
    ['cash', received.cash],
    ['credit', creditUsed],
  ]
  const most = ways.reduce((best, way) => (way[1] > best[1] ? way : best))
  return price === 0 || most[1] === 0 ? 'free' : most[0]
}

/** How the bill was covered, as the fact of it says. */
export function paidPart(sale: Priced, bill: Bill) {
  const { charge, onlineId, prepaidId, currency } = bill
  const paymentId = onlineId ?? prepaidId
  return {
    method: methodOf(sale, bill),
    ...(paymentId === null ? {} : { payment_id: paymentId }),
    ...(charge === null ? {} : { charge: { payment_id: charge.paymentId, amount: charge.amount, reference: charge.reference } }),
    amount: sale.price,
    paid_amount: receivedFor(bill) + sale.creditUsed,
    currency,
  }
}

/** The money of a sale that was settled. */
export interface Settled {
  paidAmount: number
  charged: number
  remainder: number
  remainderTo: RemainderTo
  /** Of the remainder; the rest is credit. */
  toPrepaid: number
  /** Of the prepaid payment that money goes back to. */
  paymentId: string | null
}

/** Settles the bill of a sale of which `charged` is due. */
export function settled({ creditUsed }: Pick<Priced, 'creditUsed'>, bill: Bill, charged: number): Settled {
  const paidAmount = receivedFor(bill) + creditUsed
  const remainder = paidAmount - charged
  return { paidAmount, charged, remainder, ...wayBack(bill, remainder) }
}

/**
 * The last that came goes back first: coins that fell after the card had paid, the card, and all that was there before it. Of a prepaid payment whose
 * answer the machine never heard the hub is told the id: whatever it took for it goes back, and nothing when it took nothing.
 */
function wayBack(
  { received, prepaidId, afterCard, unheard }: Bill,
  remainder: number,
): Pick<Settled, 'remainderTo' | 'toPrepaid' | 'paymentId'> {
  const toPrepaid = prepaidId === null ? 0 : Math.min(Math.max(0, remainder - afterCard), received.prepaid)
  if (toPrepaid > 0) return { remainderTo: toPrepaid === remainder ? 'prepaid' : 'both', toPrepaid, paymentId: prepaidId }
  const paymentId = unheard?.paymentId ?? null
  return { remainderTo: remainder > 0 ? 'credit' : paymentId === null ? 'nobody' : 'prepaid', toPrepaid, paymentId }
}
