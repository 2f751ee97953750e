/** The till: shifts, taking money back, and the reports made of the ledger. Amounts are in the smallest unit of the currency. */
import { z } from 'zod'
import { amount, calendarDay, isoTime } from '../primitives.ts'
import { pageQuery, queryBoolean } from './paging.ts'
import { ledgerKind, ledgerMethod } from './registry.ts'

const reason = z.string().trim().min(1).max(200)
const money = z.int().min(-2_000_000_000).max(2_000_000_000)

export const newShiftBody = z
  .object({ opening_float: amount.default(0).meta({ description: 'Cash in the drawer now' }) })
  .meta({ id: 'NewShift', examples: [{ opening_float: 200_000 }] })

export const closeShiftBody = z
  .object({
    counted_amount: amount.meta({ description: 'Cash in the drawer, counted before anybody is told what should be there' }),
    note: z.string().trim().min(1).max(500).nullable().default(null),
  })
  .meta({ id: 'CloseShift', examples: [{ counted_amount: 745_000, note: 'one torn note of 5,000' }] })

export const adjustmentBody = z
  .object({
    amount: money.refine(value => value !== 0, 'an adjustment of nothing is none').meta({ description: 'Positive: more is there' }),
    method: z.enum(['cash', 'card', 'qris']).default('cash'),
    reason,
  })
  .meta({ id: 'Adjustment', examples: [{ amount: -5000, method: 'cash', reason: 'torn note taken to the bank' }] })

export const takeBackBody = z
  .object({
    amount: amount
      .refine(value => value > 0, 'more than nothing')
      .optional()
      .meta({ description: 'All that is left of the payment unless given' }),
    reason,
    given_otherwise: z
      .boolean()
      .optional()
      .meta({ description: 'It was given back in another way: a payment by QRIS is then not sent back by its provider' }),
  })
  .meta({ id: 'TakeBack', examples: [{ amount: 3000, reason: 'charged for the wrong vehicle class' }] })

export const shiftListQuery = pageQuery.extend({
  opened_by: z.string().min(1).max(160).optional(),
  open: queryBoolean.optional(),
})

export const tillTotal = z.object({ method: ledgerMethod, kind: ledgerKind, count: z.int(), amount: z.int() })

const shiftExample = {
  id: '019bda5e-9a40-7000-8000-0000000000f1',
  opened_by: 'user:siti@palang.local',
  opened_at: '2026-01-20T00:00:00.000Z',
  currency: 'IDR',
  opening_float: 200_000,
  closed_at: '2026-01-20T08:00:00.000Z',
  closed_by: 'user:siti@palang.local',
  counted_amount: 745_000,
  expected_amount: 750_000,
  difference: -5000,
  note: null,
}

export const shiftView = z
  .object({
    id: z.string(),
    opened_by: z.string(),
    opened_at: isoTime,
    currency: z.string(),
    opening_float: z.int(),
    closed_at: isoTime.nullable(),
    closed_by: z.string().nullable(),
    counted_amount: z.int().nullable(),
    expected_amount: z
      .int()
      .nullable()
      .meta({ description: 'Opening float and cash booked until it was closed; not told while it is open' }),
    difference: z.int().nullable().meta({ description: 'Counted less expected: below zero, money is missing' }),
    note: z.string().nullable(),
  })
  .meta({
    id: 'Shift',
    examples: [shiftExample],
  })
export type ShiftView = z.infer<typeof shiftView>

/** One shift with what went through its till; nobody is told of an open one, or the count would not be blind. */
export const shiftDetail = shiftView
  .extend({
    totals: z.array(tillTotal).nullable(),
    adjusted: z.int().meta({ description: 'Cash entered afterwards to explain the difference' }),
  })
  .meta({
    id: 'ShiftDetail',
    examples: [{ ...shiftExample, totals: [{ method: 'cash', kind: 'payment', count: 112, amount: 550_000 }], adjusted: -5000 }],
  })
export type ShiftDetail = z.infer<typeof shiftDetail>

/** Days as the outlet counts them, both included. */
export const reportQuery = z
  .object({ from: calendarDay, to: calendarDay })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before `from`' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < 93 * 86_400_000, { path: ['to'], message: 'at most 93 days at once' })

/** Money under one heading. `in` counts what came, `out` what went back, change included, below zero. */
const heading = z.object({ key: z.string(), count: z.int(), in: z.int(), out: z.int(), net: z.int() })
export type MoneyHeading = z.infer<typeof heading>

export const moneyReport = z
  .object({
    from: calendarDay,
    to: calendarDay,
    timezone: z.string(),
    currency: z.string(),
    total: heading.omit({ key: true }),
    days: z.array(heading).meta({ description: 'Every day of the period; `key` is its date' }),
    machines: z.array(heading),
    actors: z.array(heading),
    methods: z.array(heading),
    kinds: z.array(heading),
    vehicle_classes: z.array(heading).meta({ description: '`key` is `none` for money of no stay' }),
    manual_opens: z
      .array(z.object({ machine_id: z.string(), actor: z.string(), opens: z.int(), payments: z.int() }))
      .meta({ description: 'Barriers opened by hand for no stay, beside the payments the same person took at that gate' }),
  })
  .meta({
    id: 'MoneyReport',
    examples: [
      {
        from: '2026-01-20',
        to: '2026-01-20',
        timezone: 'Asia/Jakarta',
        currency: 'IDR',
        total: { count: 2, in: 10_000, out: -5000, net: 5000 },
        days: [{ key: '2026-01-20', count: 2, in: 10_000, out: -5000, net: 5000 }],
        machines: [{ key: 'gate_out', count: 2, in: 10_000, out: -5000, net: 5000 }],
        actors: [{ key: 'machine:gate_out', count: 2, in: 10_000, out: -5000, net: 5000 }],
        methods: [{ key: 'cash', count: 2, in: 10_000, out: -5000, net: 5000 }],
        kinds: [
          { key: 'payment', count: 1, in: 10_000, out: 0, net: 10_000 },
          { key: 'change', count: 1, in: 0, out: -5000, net: -5000 },
        ],
        vehicle_classes: [{ key: 'car', count: 2, in: 10_000, out: -5000, net: 5000 }],
        manual_opens: [{ machine_id: 'gate_out', actor: 'user:siti@palang.local', opens: 3, payments: 1 }],
      },
    ],
  })
export type MoneyReport = z.infer<typeof moneyReport>

const balance = z
  .object({
    takings: z.int().meta({ description: 'Everything in the ledger, added up' }),
    sessions: z.int().meta({ description: 'Paid for stays and sales, less what went back' }),
    owed: z.int().meta({ description: 'Of that, what was paid beyond the price of sales that have ended: customers may ask for it' }),
    credit: z.int().meta({ description: 'Left over at machines for the next sale' }),
    prepaid: z.int().meta({ description: 'On prepaid cards' }),
    other: z.int().meta({ description: 'Of no session: adjustments of shifts, and what was put on cards without money' }),
  })
  .meta({ description: '`takings` is `sessions`, `credit`, `prepaid` and `other` together' })

export const ledgerCheck = z
  .object({
    balanced: z.boolean(),
    balance,
    mismatches: z.array(
      z.object({
        kind: z.enum(['session', 'shift', 'card', 'machine']),
        id: z.string(),
        expected: z.int().meta({ description: 'What the ledger says' }),
        found: z.int().meta({ description: 'What the session, shift, prepaid card or credit of the machine says' }),
      }),
    ),
  })
  .meta({
    id: 'LedgerCheck',
    examples: [
      { balanced: true, balance: { takings: 62_000, sessions: 11_500, owed: 0, credit: 500, prepaid: 50_000, other: 0 }, mismatches: [] },
    ],
  })
export type LedgerCheck = z.infer<typeof ledgerCheck>
