/**
 * What the controller of a treatment machine writes down. A treatment is one session, from the order to its one end, whoever pays for
 * it: ordered, paid, started, ended. What was paid beyond the seconds that ran is never kept by the house: it is the customer's credit at this
 * machine, or goes back to the prepaid card it came from.
 */
import { z } from 'zod'
import { amount, currency, uuid } from '../primitives.ts'
import { cashReceived } from './cash-received.ts'
import { treatment } from './device-message.ts'
import { remainderTo, saleResult, waterSaleFacts } from './water-sale.ts'

/** No board switches its relay on for longer in one piece. */
export const longestRunSeconds = 600

/** For a machine whose site file says nothing of its safety. */
export const usualTreatmentSafety = { max_run_minutes: longestRunSeconds / 60, cool_down_s: 60, door: true } as const

/** A customer paid; else nobody pays: a technician tries a machine in maintenance, or an operator gives the treatment. */
export const treatmentPurpose = z.enum(['sale', 'test', 'grant'])
export type TreatmentPurpose = z.infer<typeof treatmentPurpose>

/**
 * How a treatment ended. `max_run`: it ran on beyond what was ordered and was stopped. `power`, `unknown`: the board cannot say how long it
 * ran. `not_begun`: nothing ran. `cancelled`, `payment_timeout`: nobody paid. `restarted`: the controller began anew before it ran. All
 * others are the board's own word.
 */
export const treatmentEnd = z.enum([
  'done',
  'stopped',
  'silence',
  'estop',
  'door',
  'max_run',
  'reset',
  'power',
  'unknown',
  'not_begun',
  'cancelled',
  'payment_timeout',
  'restarted',
])
export type TreatmentEnd = z.infer<typeof treatmentEnd>

/** `command_id`: of the command that ordered it; a customer's treatment has none. */
const about = { session_id: uuid, command_id: z.string().max(64).optional() }
const seconds = z.int().min(0).max(86_400)
/** Of a treatment somebody pays for. */
const sold = { price: amount.optional(), currency: currency.optional() }

export const treatmentFacts = {
  /** Chosen by a customer or ordered by a command; nothing runs yet. `credit_used` was left over from the sale before, and pays for this one. */
  treatment_ordered: z.looseObject({
    ...about,
    purpose: treatmentPurpose,
    treatment,
    planned_s: seconds.min(1),
    ...sold,
    price_list: z.string().max(64).optional(),
    credit_used: amount.optional(),
  }),
  cash_received: cashReceived,
  /** The price is covered; the treatment may run. */
  treatment_paid: waterSaleFacts.sale_paid,
  /** The board has it in hand. */
  treatment_started: z.looseObject(about),
  /**
   * The one end. `actual_s` is rounded down; when it is not `exact`, it ran for at least that. Of a sale, `charged` is the whole price of what was done and else
   * the share of the seconds that ran, rounded down; `remainder` is what was paid beyond it.
   */
  treatment_ended: z.looseObject({
    ...about,
    result: saleResult,
    reason: treatmentEnd,
    stopped_by: z.enum(['customer', 'operator']).optional(),
    planned_s: seconds,
    actual_s: seconds,
    exact: z.boolean(),
    ...sold,
    charged: amount.optional(),
    paid_amount: amount.optional(),
    remainder: amount.optional(),
    remainder_to: remainderTo.optional(),
    to_prepaid: amount.optional(),
    /** Of the prepaid payment that money goes back to. */
    payment_id: uuid.optional(),
    /** What of `paid_amount` a prepaid card paid: what the hub took beyond it the machine never heard of. */
    prepaid_paid: amount.optional(),
  }),
  credit_left: waterSaleFacts.credit_left,
} as const
