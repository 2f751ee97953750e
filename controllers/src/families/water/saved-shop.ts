/** What an earlier run saved of the sale. */
import { remainderTo, saleEndReason, saleMethod, saleResult } from '@palang/protocol'
import { z } from 'zod'
import type { Shop } from './sale-state.ts'

const end = z.object({
  result: saleResult,
  reason: saleEndReason,
  deliveredMl: z.int(),
  exact: z.boolean(),
  isDone: z.boolean(),
})

const sale = z.object({
  sessionId: z.string(),
  volumeMl: z.int(),
  price: z.int(),
  priceList: z.string(),
  creditUsed: z.int(),
  stage: z.enum(['paying', 'pouring']),
  isPaid: z.boolean(),
  stoppedBy: z.enum(['customer', 'operator']).nullable(),
  end: end.nullable(),
})

const ended = z.object({
  sessionId: z.string(),
  volumeMl: z.int(),
  price: z.int(),
  paidAmount: z.int(),
  result: saleResult,
  reason: saleEndReason,
  deliveredMl: z.int(),
  exact: z.boolean(),
  charged: z.int(),
  remainder: z.int(),
  remainderTo,
  toPrepaid: z.int().default(0),
  method: saleMethod,
  receipt: z.enum(['printed', 'printing', 'none']),
})

/** An earlier version kept the reason alone. */
const lock = z.union([z.object({ by: z.string().nullable(), reason: z.string() }), z.string().transform(reason => ({ by: null, reason }))])

export const savedShop = z.object({
  sale: sale.nullable(),
  ended: ended.nullable(),
  credit: z.object({ sessionId: z.string(), amount: z.int(), untilMs: z.number() }).nullable(),
  sinceMs: z.number(),
  noFlows: z.int(),
  locked: lock.nullable(),
  printing: z.array(z.string()),
}) satisfies z.ZodType<Shop>
