/** Reading back what an earlier run saved. It is our own writing, yet of an earlier version perhaps: what does not fit is left. */
import { machineMode, remainderTo, saleResult, treatment, treatmentEnd, treatmentPurpose } from '@palang/protocol'
import { z } from 'zod'
import { readSavedAs } from '../read-saved.ts'
import { savedTill } from '../till/saved-till.ts'
import { learnedPrices, orderedSettings } from './settings.ts'
import type { SavedOzone } from './state.ts'

const of = { sessionId: z.string(), treatment, plannedS: z.int() }

const run = z.object({
  ...of,
  commandId: z.string().nullable(),
  stopCommandId: z.string().nullable(),
  purpose: treatmentPurpose,
  stage: z.enum(['asked', 'ordered', 'running', 'found']),
  started: z.boolean(),
  countBefore: z.int().nullable(),
  boot: z.string().nullable(),
  heardMs: z.number(),
  stoppedFor: z.enum(['stopped', 'door', 'estop', 'max_run']).nullable(),
  powerLost: z.boolean(),
})

const lastRun = z.object({ ...of, reason: treatmentEnd, actualS: z.int(), exact: z.boolean(), atMs: z.number() })
const end = { result: saleResult, reason: treatmentEnd, actualS: z.int(), exact: z.boolean() }

const stoppedBy = z.enum(['customer', 'operator']).nullable()

const sale = z.object({
  ...of,
  price: z.int(),
  creditUsed: z.int(),
  stage: z.enum(['paying', 'running']),
  isPaid: z.boolean(),
  stoppedBy,
  end: z.object(end).nullable(),
})

const ended = z.object({
  ...of,
  stoppedBy,
  ...end,
  price: z.int(),
  charged: z.int(),
  remainder: z.int(),
  remainderTo,
  toPrepaid: z.int(),
})

const saved = z.object({
  mode: machineMode,
  isStopLatched: z.boolean(),
  run: run.nullable(),
  lastRun: lastRun.nullable(),
  restUntilMs: z.number(),
  alarms: z.array(z.string()),
  till: savedTill,
  shop: z.object({
    sale: sale.nullable(),
    ended: ended.nullable(),
    credit: z.object({ sessionId: z.string(), amount: z.int(), untilMs: z.number() }).nullable(),
    sinceMs: z.number(),
  }),
  ordered: orderedSettings,
  prices: learnedPrices.nullable(),
}) satisfies z.ZodType<SavedOzone>

/** The saved machine, or null when there is none that can be understood. */
export const readSaved = (stored: string): SavedOzone | null => readSavedAs(saved, stored)
