/** The one end of a sale, to the rupiah. */
import { keepCredit } from '../till/credit.ts'
import { chargedFor, methodOf, settled } from '../till/settlement.ts'
import type { Bill } from '../till/till.ts'
import { waterDelays } from './delays.ts'
import type { Sale, SaleEnd } from './sale-state.ts'
import type { Turn } from './state.ts'
import { record, startTimer } from './turn.ts'

/** Writes the end down, gives back what is not charged, and thanks. */
export function settle(turn: Turn, sale: Sale, end: SaleEnd, bill: Bill): void {
  const { state, config, context } = turn
  const { shop } = state
  const { sessionId, volumeMl, price, creditUsed } = sale
  const { result, reason, deliveredMl, exact } = end
  const charged = chargedFor(price, { came: deliveredMl, whole: volumeMl, isDone: end.isDone })
  const { paidAmount, remainder, remainderTo, toPrepaid, paymentId } = settled(sale, bill, charged)
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
  if (remainder > toPrepaid) keepCredit(turn, sessionId, remainder - toPrepaid)
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
