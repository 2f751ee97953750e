/** Reading back what an earlier run saved. It is our own writing, yet of an earlier version perhaps: what does not fit is left. */
import { z } from 'zod'
import { helpPhrase, isIncident, machineMode, priceLine } from '@palang/protocol'
import { readSavedAs } from '../read-saved.ts'
import { savedCoins, savedOnline } from '../till/saved-till.ts'
import { noLoneBooks } from './lone-books.ts'
import type { SavedGate } from './state.ts'

const cause = z.object({
  visit_id: z.string().exactOptional(),
  session_id: z.string().exactOptional(),
  command_id: z.string().exactOptional(),
  hold_id: z.string().exactOptional(),
})

const quote = z.object({
  sessionId: z.string(),
  amount: z.int(),
  paidAmount: z.int(),
  currency: z.string(),
  durationMinutes: z.int().nullable(),
  lines: z.array(priceLine),
  alone: z
    .object({
      ticket: z.string(),
      vehicleClass: z.string(),
      enteredAt: z.string(),
      pricedAt: z.string(),
      tariffId: z.string(),
      tariffVersion: z.int(),
      digest: z.string(),
    })
    .exactOptional(),
})

const credential = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card'), cardId: z.string() }),
  z.object({ kind: z.literal('ticket_button') }),
  z.object({ kind: z.literal('ticket'), ticket: z.string(), code: z.string().exactOptional() }),
  z.object({ kind: z.literal('plate'), plate: z.string() }),
])

const text = z.string().nullable()

const visit = z.object({
  id: z.string(),
  stage: z.enum(['waiting', 'authorizing', 'refused', 'paying', 'admitted']),
  seen: z.boolean(),
  credential: credential.nullable(),
  plate: z.object({ plate: z.string(), confidence: z.number(), isPresented: z.boolean() }).nullable().default(null),
  requestId: text,
  isPaidUntold: z.boolean().default(false),
  replyId: text,
  sessionId: text,
  commandId: text,
  ticket: text,
  ticketCode: text.default(null),
  validDays: z.int().nullable().default(null),
  reason: text,
  graceMinutes: z.int().min(0).nullable().default(null),
  quote: quote.nullable(),
  takesQris: z.boolean().default(false),
  online: savedOnline.nullable().default(null),
  qrisReason: text.default(null),
  cardReason: text.default(null),
  changeAmount: z.int(),
  changeMissing: z.boolean().default(false),
  wasRefused: z.boolean(),
  holdMs: z.number(),
  orderLeft: z.boolean().default(false),
  opened: z.boolean(),
  unwatchedSinceMs: z.number().nullable().default(null),
})

const charge = z.object({
  paymentId: z.string(),
  visitId: z.string(),
  credential: credential.nullable(),
  graceMinutes: z.int().min(0).nullable(),
  quote,
  amount: z.int(),
  stage: z.enum(['reading', 'cancelling']),
  isAsked: z.boolean(),
  unknownSinceMs: z.number().nullable(),
})

const action = z.enum(['open', 'close', 'stop'])

const order = z.object({
  id: z.int(),
  action,
  holdMs: z.number(),
  cause,
  commandId: text,
  orderedAtMs: z.number(),
  restored: z.boolean(),
  unanswered: z.boolean().default(false),
  extended: z.boolean().default(false),
})

const hold = z.object({ id: z.string(), sinceMs: z.number(), reason: text }).nullable()

const saved = z.object({
  mode: machineMode,
  visit: visit.nullable(),
  crossing: z
    .object({
      cause,
      permitted: z.boolean(),
      direction: z.enum(['in', 'out']),
      tailgated: z.boolean().default(false),
      unidentified: z.boolean().default(false),
      // The steady clock of an earlier run says nothing in this one.
      sinceMs: z.unknown().transform(() => null),
    })
    .nullable(),
  barrier: z.discriminatedUnion('at', [
    z.object({ at: z.literal('rest') }),
    z.object({ at: z.literal('moving'), order }),
    z.object({ at: z.literal('open'), cause }),
    z.object({ at: z.literal('failed'), cause, action }),
  ]),
  manual: z.object({ commandId: z.string(), holdMs: z.number() }).nullable(),
  holds: z.object({ hub: hold, machine: hold }).default({ hub: null, machine: null }),
  help: z
    .object({
      id: z.string(),
      calledAtMs: z.number(),
      visitId: text,
      answeredBy: text,
      answeredAtMs: z.number().nullable(),
      said: z.object({ phrase: helpPhrase.exactOptional(), text: z.string().exactOptional() }).nullable(),
    })
    .nullable()
    .default(null),
  closeWanted: z.boolean(),
  note: z.object({ id: z.string().default(''), amount: z.int(), visitId: z.string(), quote }).nullable(),
  charge: charge.nullable().default(null),
  changeDue: z
    .object({ paymentId: z.string(), sessionId: z.string(), visitId: z.string(), amount: z.int(), currency: z.string() })
    .nullable(),
  settledStays: z.array(z.object({ sessionId: z.string(), credential, atMs: z.number(), graceMinutes: z.int() })).default([]),
  coins: savedCoins.nullable().default(null),
  coinPayer: z.object({ visitId: z.string(), quote }).nullable().default(null),
  printing: z.array(z.string()).default([]),
  // Earlier versions kept incidents, and then told no second one.
  alarms: z.array(z.string()).transform(codes => codes.filter(code => !isIncident(code))),
  alone: z.array(z.object({ key: z.string(), visitId: z.string(), atMs: z.number() })).default([]),
  lone: z
    .object({
      paid: z.array(
        z.object({
          sessionId: z.string(),
          amount: z.int(),
          settled: z.object({ amount: z.int(), atMs: z.number() }).nullable(),
        }),
      ),
      spent: z.array(z.string()),
    })
    .default(noLoneBooks),
  lastOrderId: z.int(),
}) satisfies z.ZodType<SavedGate>

/** The saved lane, or null when there is none that can be understood. */
export const readSaved = (stored: string): SavedGate | null => readSavedAs(saved, stored)
