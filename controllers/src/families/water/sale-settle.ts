/**
 * The one end of a sale, to the rupiah: what came is charged, rounded down; everything else that was paid is the customer's. It goes back in
 * the reverse order it came: to the prepaid card what that paid, as credit at this machine all other money.
 */
import type { RemainderTo, SaleMethod } from '@palang/protocol'
import { type Bill, receivedFor } from '../till/till.ts'
import { waterDelays } from './delays.ts'
import type { Sale, SaleEnd } from './sale-state.ts'
import type { Turn } from './state.ts'
import { record, startTimer } from './turn.ts'

/** What the water costs that came: the whole price when it was all, else its share rounded down. */
function chargedFor({ price, volumeMl }: Pick<Sale, 'price' | 'volumeMl'>, { deliveredMl, isDone }: SaleEnd): number {
  return isDone ? price : Math.min(price, Math.floor((price * deliveredMl) / volumeMl))
}

/** How it was paid, for the most part. */
export function methodOf({ price, creditUsed }: Pick<Sale, 'price' | 'creditUsed'>, { received }: Bill): SaleMethod {
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

/** Writes the end down, gives back what is not charged, and thanks. */
export function settle(turn: Turn, sale: Sale, end: SaleEnd, bill: Bill): void {
  const { state, config, context } = turn
  const { shop } = state
  const { sessionId, volumeMl, price, creditUsed } = sale
  const { result, reason, deliveredMl, exact } = end
  const paidAmount = receivedFor(bill) + creditUsed
  const charged = chargedFor(sale, end)
  const remainder = paidAmount - charged
  const { remainderTo, toPrepaid, paymentId } = wayBack(bill, remainder)
  record(turn, {
    type: 'sale_settled',
    payload: {
      session_id: sessionId,
      result,
      reason,
      volume_ml: volumeMl,
      delivered_ml: deliveredMl,
      exact,
      price,
      paid_amount: paidAmount,
      charged,
      remainder,
      remainder_to: remainderTo,
      ...(toPrepaid > 0 ? { to_prepaid: toPrepaid } : {}),
      ...(paymentId === null ? {} : { payment_id: paymentId }),
      prepaid_paid: bill.received.prepaid,
      currency: bill.currency,
    },
  })
  if (remainder > toPrepaid) {
    shop.credit = { sessionId, amount: remainder - toPrepaid, untilMs: context.nowMs + config.creditMs }
    startTimer(turn, 'credit', config.creditMs)
  }
  const prints = config.printsReceipts && paidAmount > 0
  const method = methodOf(sale, bill)
  const money = { price, paidAmount, charged, remainder, remainderTo, toPrepaid, method }
  shop.ended = { sessionId, volumeMl, result, reason, deliveredMl, exact, ...money, receipt: prints ? 'printing' : 'none' }
  shop.sale = null
  startTimer(turn, 'thanks', waterDelays.thanksMs)
  if (!prints) return
  shop.printing.push(sessionId)
  const { currency } = bill
  const water = { sessionId, volumeMl, deliveredMl }
  turn.effects.push({
    do: 'print',
    receipt: { ...water, charged, paidAmount, creditUsed, remainder, toPrepaid, currency, method, atMs: context.nowMs },
  })
}

interface WayBack {
  remainderTo: RemainderTo
  /** Of the remainder; the rest is credit. */
  toPrepaid: number
  paymentId: string | null
}

/**
 * The last that came goes back first: coins that fell after the card had paid, the card, and all that was there before it. Of a prepaid payment whose
 * answer the machine never heard the hub is told the id: whatever it took for it goes back, and nothing when it took nothing.
 */
function wayBack({ received, prepaidId, afterCard, unheard }: Bill, remainder: number): WayBack {
  const toPrepaid = prepaidId === null ? 0 : Math.min(Math.max(0, remainder - afterCard), received.prepaid)
  if (toPrepaid > 0) return { remainderTo: toPrepaid === remainder ? 'prepaid' : 'both', toPrepaid, paymentId: prepaidId }
  const paymentId = unheard?.paymentId ?? null
  return { remainderTo: remainder > 0 ? 'credit' : paymentId === null ? 'nobody' : 'prepaid', toPrepaid, paymentId }
}
