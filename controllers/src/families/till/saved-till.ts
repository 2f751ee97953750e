/** What an earlier run saved of the till. */
import { z } from 'zod'
import type { Till } from './till.ts'

const text = z.string().nullable()

const charge = z.object({
  paymentId: z.string(),
  amount: z.int(),
  stage: z.enum(['reading', 'cancelling']),
  isAsked: z.boolean(),
  unknownSinceMs: z.number().nullable(),
})

export const savedOnline = z.object({
  paymentId: z.string(),
  amount: z.int(),
  stage: z.enum(['starting', 'shown', 'cancelling']),
  requestId: text,
  code: text,
  expiresAt: text,
  unanswered: z.int(),
})

export const savedCoins = z.object({
  since: z.int(),
  amount: z.int(),
  perPulse: z.int().positive().nullable().default(null),
  torn: z.int(),
})

const bill = z.object({
  sessionId: z.string(),
  currency: z.string(),
  amount: z.int(),
  received: z.object({ cash: z.int(), card: z.int(), qris: z.int(), prepaid: z.int() }),
  untilMs: z.number(),
  isOpen: z.boolean(),
  isLetGo: z.boolean(),
  charge: z.object({ paymentId: z.string(), amount: z.int(), reference: z.string() }).nullable(),
  onlineId: text,
  prepaidId: text,
  afterCard: z.int().default(0),
  unheard: z.object({ paymentId: z.string(), cardId: z.string(), amount: z.int() }).nullable(),
  takesQris: z.boolean(),
  qrisReason: text,
  cardReason: text,
  prepaidReason: text,
  balance: z.int().nullable(),
})

export const savedTill = z.object({
  hubTakes: z.object({ qris: z.boolean(), prepaid: z.boolean() }).default({ qris: false, prepaid: false }),
  bill: bill.nullable(),
  note: z.object({ id: z.string(), amount: z.int(), sessionId: z.string() }).nullable(),
  coins: savedCoins.nullable(),
  awaitsCoins: z.boolean(),
  charge: charge.extend({ sessionId: z.string(), currency: z.string() }).nullable(),
  online: savedOnline.nullable(),
  prepaid: z.object({ paymentId: z.string(), cardId: z.string(), amount: z.int(), requestId: text, unanswered: z.int() }).nullable(),
}) satisfies z.ZodType<Till>
