/**
 * Selling water. A sale is one session, from the choice to its one end: chosen, paid, poured, settled. What was paid beyond what the
 * water that came costs is never kept: it is the customer's credit at this machine, or goes back to the prepaid card it came from.
 */
import { z } from 'zod'
import { amount, cardId, currency, isoTime, uuid } from '../primitives.ts'
import { cashReceived } from './cash-received.ts'
import { laneCard, laneQris } from './lane-payment.ts'

/** The largest volume of one pour: a big drum. */
export const volumeMl = z.int().min(1).max(50_000)

/** What is sold, and for how much. */
export const product = z.looseObject({ volume_ml: volumeMl, price: amount })
export type Product = z.infer<typeof product>

/** How a sale was paid, for the most part. `credit`: with what was left over from the sale before. */
export const saleMethod = z.enum(['cash', 'card', 'qris', 'prepaid', 'credit', 'free'])
export type SaleMethod = z.infer<typeof saleMethod>

/** `success`: all of it came. `cancelled`: the customer ended it. `failed`: something else did. */
export const saleResult = z.enum(['success', 'failed', 'cancelled'])
export type SaleResult = z.infer<typeof saleResult>

/** Where goes what was paid for water that did not come, and what was paid too much. `both`: `to_prepaid` of it to the card, the rest is credit. */
export const remainderTo = z.enum(['nobody', 'credit', 'prepaid', 'both'])
export type RemainderTo = z.infer<typeof remainderTo>

/** Payloads of the facts of a sale, by fact type. */
export const waterSaleFacts = {
  /** A customer chose. `price_list` is the version the price stands in; `credit_used` was left over from the sale before, and pays for this one. */
  sale_opened: z.looseObject({
    session_id: uuid,
    volume_ml: volumeMl,
    price: amount,
    currency,
    price_list: z.string().max(64),
    credit_used: amount,
  }),
  cash_received: cashReceived,
  /** The price is covered; the valve may open. */
  sale_paid: z.looseObject({
    session_id: uuid,
    method: saleMethod,
    /** The online or prepaid payment behind it: its money was booked by the hub. */
    payment_id: uuid.optional(),
    /** What a card paid at the terminal of this machine, to be booked by this fact. */
    charge: z.looseObject({ payment_id: uuid, amount, reference: z.string().max(128) }).optional(),
    amount,
    paid_amount: amount,
    currency,
  }),
  /**
   * The one end of a sale. `charged` is the price of what came, rounded down; `remainder` what was paid beyond it. When `exact` is false
   * at least `delivered_ml` came, and no more than that is charged.
   */
  sale_settled: z.looseObject({
    session_id: uuid,
    result: saleResult,
    reason: z.string().max(64),
    volume_ml: volumeMl,
    delivered_ml: z.int().min(0),
    exact: z.boolean(),
    price: amount,
    paid_amount: amount,
    charged: amount,
    remainder: amount,
    remainder_to: remainderTo,
    to_prepaid: amount.optional(),
    /** Of the prepaid payment that money goes back to. */
    payment_id: uuid.optional(),
    /** What of `paid_amount` a prepaid card paid: what the hub took beyond it the machine never heard of. */
    prepaid_paid: amount.optional(),
    currency,
  }),
  /** Nobody came for the credit in time: the customer may still ask for it, and a person pays it back. */
  credit_left: z.looseObject({ session_id: uuid, amount, currency }),
} as const

/** Where a sale stands; the kiosk shows one screen per phase. `closed`: nobody is served now, and `reason` says why. */
export const salePhase = z.enum(['idle', 'paying', 'pouring', 'thanks', 'closed'])
export type SalePhase = z.infer<typeof salePhase>

/** Paying with a prepaid card at the reader of this machine. */
export const prepaidPayment = z.looseObject({
  /** `offered`: a card may be held to the reader now; `asking`: the hub is asked. */
  state: z.enum(['offered', 'asking', 'withdrawn']),
  /** Why the card before was refused: `card_unknown`, `card_blocked`, `balance_too_low`, `offline`. */
  reason: z.string().max(64).optional(),
  /** Of the card that was refused for it. */
  balance: amount.optional(),
})

/** What became of the money of a sale that has ended. */
export const settledMoney = {
  charged: amount,
  remainder: amount,
  remainder_to: remainderTo,
  to_prepaid: amount.optional(),
}

/** The money of a sale as the screens see it, whatever is sold. */
export const saleMoney = {
  currency,
  /** Left over from the sale before, for the next one at this machine; until `credit_until` nobody else is meant by it. */
  credit: amount,
  credit_until: isoTime.optional(),
  session_id: uuid.optional(),
  price: amount.optional(),
  paid_amount: amount.optional(),
  takes: z.looseObject({ notes: z.boolean(), coins: z.boolean() }).optional(),
  qris: laneQris.optional(),
  card: laneCard.optional(),
  prepaid: prepaidPayment.optional(),
  /** When a sale that nobody pays for is given up. */
  until: isoTime.optional(),
}

/** The sale as the screens see it. */
export const saleStatus = z.looseObject({
  phase: salePhase,
  since: isoTime,
  /** A `closedReason`; one of a later version is nothing to fail at. */
  reason: z.string().max(64).optional(),
  products: z.array(product),
  price_list: z.looseObject({ version: z.string().max(64), since: isoTime.optional() }).optional(),
  volume_ml: volumeMl.optional(),
  ...saleMoney,
  delivered_ml: z.int().min(0).optional(),
  /** Of the sale just ended. */
  ended: z
    .looseObject({
      result: saleResult,
      reason: z.string().max(64),
      delivered_ml: z.int().min(0),
      exact: z.boolean(),
      ...settledMoney,
      receipt: z.enum(['printed', 'printing', 'none']),
    })
    .optional(),
})
export type SaleStatus = z.infer<typeof saleStatus>

/**
 * What a machine asks the hub when a prepaid card is held to its reader. `payment_id` is the machine's own: the same one always means
 * the same payment, however often it is asked.
 */
export const prepaidRequest = z.looseObject({
  payment_id: uuid,
  session_id: uuid,
  card_id: cardId,
  amount: amount.min(1),
  request_id: z.string().max(64).optional(),
})
export type PrepaidRequest = z.infer<typeof prepaidRequest>

export const prepaidResult = z.looseObject({
  payment_id: uuid,
  /** The amount was taken from the card's balance. */
  approved: z.boolean(),
  balance: amount.optional(),
  reason: z.string().max(64).optional(),
  request_id: z.string().max(64).optional(),
})
export type PrepaidResult = z.infer<typeof prepaidResult>
