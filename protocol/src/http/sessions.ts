/** Sessions of any family, and the one time line that tells what happened to each. */
import { z } from 'zod'
import { treatment } from '../families/device-message.ts'
import { priceLine } from '../families/price-line.ts'
import { pourPurpose } from '../families/water.ts'
import { remainderTo, saleMethod, saleResult } from '../families/water-sale.ts'
import { family, isoTime, slug } from '../primitives.ts'
import { onlinePaymentView } from './online-payments.ts'
import { pageQuery, queryBoolean, queryTime } from './paging.ts'

/** States of stays, pours and treatments; `partial`, `failed` and `cancelled` are ends of a pour, `aborted` is one of a treatment. */
export const sessionState = z.enum([
  'detected',
  'waiting',
  'inside',
  'paying',
  'paid',
  'leaving',
  'closed',
  'turned_back',
  'forced',
  'lost_ticket',
  'ordered',
  'dispensing',
  'partial',
  'failed',
  'cancelled',
  'running',
  'aborted',
])
export type SessionState = z.infer<typeof sessionState>

export const sessionListQuery = pageQuery.extend({
  open: queryBoolean.optional(),
  state: sessionState.optional(),
  machine: slug.optional(),
  search: z.string().trim().min(1).max(64).optional().meta({ description: 'Part of a card, ticket or plate' }),
  from: queryTime.optional(),
  to: queryTime.optional(),
})

const sessionExample = {
  id: '019bda5e-9a40-7000-8000-000000000001',
  family: 'gate' as const,
  outlet_id: 'pusat',
  state: 'closed' as const,
  open: false,
  machine_id: 'gate_in',
  exit_machine_id: 'gate_out',
  card_id: 'CARD_001',
  ticket: null,
  license_plate: 'B1234XYZ',
  vehicle_class: 'car',
  zone_id: 'main',
  decided_by: 'hub' as const,
  opened_at: '2026-01-20T10:30:00.000Z',
  entered_at: '2026-01-20T10:30:06.000Z',
  exit_requested_at: '2026-01-20T12:04:50.000Z',
  closed_at: '2026-01-20T12:05:20.000Z',
  outcome: 'passed',
  outcome_reason: null,
  entry_evidence: 'loop_passed',
  exit_evidence: 'loop_passed',
  tariff: { id: 'standard', version: 1 },
  amount: 8000,
  paid_amount: 8000,
  currency: 'IDR',
  lines: [{ text: 'first_period', quantity: 1, unit_amount: 5000, amount: 5000 }],
  priced_at: '2026-01-20T12:04:50.000Z',
  paid_at: '2026-01-20T12:05:05.000Z',
  validations: [],
  pour: null,
  treatment: null,
}

export const sessionView = z
  .object({
    id: z.string(),
    family,
    outlet_id: z.string(),
    state: sessionState,
    open: z.boolean(),
    machine_id: z.string(),
    exit_machine_id: z.string().nullable(),
    card_id: z.string().nullable(),
    ticket: z.string().nullable(),
    license_plate: z.string().nullable(),
    /** Of a stay. */
    vehicle_class: z.string().nullable(),
    zone_id: z.string().nullable(),
    decided_by: z.enum(['hub', 'machine', 'operator']).nullable(),
    opened_at: isoTime,
    entered_at: isoTime.nullable(),
    exit_requested_at: isoTime.nullable(),
    closed_at: isoTime.nullable(),
    outcome: z.string().nullable(),
    outcome_reason: z.string().nullable(),
    entry_evidence: z.string().nullable(),
    exit_evidence: z.string().nullable(),
    tariff: z.object({ id: z.string(), version: z.int() }).nullable(),
    amount: z.int().nullable(),
    paid_amount: z.int(),
    currency: z.string(),
    lines: z.array(priceLine).nullable(),
    priced_at: isoTime.nullable(),
    paid_at: isoTime.nullable(),
    validations: z
      .array(z.object({ name: z.string(), given_at: isoTime, given_by: z.string(), note: z.string().nullable() }))
      .meta({ description: 'What merchants gave a stay' }),
    /** Of a pour: `delivered_ml` is null until it ended, and the least it was when it is not `exact`. */
    pour: z
      .object({
        purpose: pourPurpose,
        ordered_ml: z.int(),
        delivered_ml: z.int().nullable(),
        exact: z.boolean().nullable(),
        /** Of a sale: from which list its price is (that is `amount`), by which it was paid, what the water that came costs, what was paid beyond. */
        price_list: z.string().nullable(),
        paid_by: saleMethod.nullable(),
        result: saleResult.nullable(),
        charged: z.int().nullable(),
        remainder: z.int().nullable(),
        remainder_to: remainderTo.nullable(),
      })
      .nullable(),
    /** Of a treatment: `button` was counted and nothing told of how long, of a `run` beginning and end are told. */
    treatment: z
      .object({
        treatment,
        device_id: z.string().nullable(),
        source: z.enum(['button', 'run']),
        planned_s: z.int().nullable(),
        actual_s: z.int().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Session', examples: [sessionExample] })
export type SessionView = z.infer<typeof sessionView>

/** One thing that happened; `kind` says which of the other fields are there. */
export const timelineEntry = z.discriminatedUnion('kind', [
  z.object({
    at: isoTime,
    kind: z.literal('fact'),
    id: z.string(),
    machine_id: z.string(),
    type: z.string(),
    received_at: isoTime,
    clock: z.string(),
    payload: z.record(z.string(), z.unknown()),
  }),
  z.object({
    at: isoTime,
    kind: z.literal('command'),
    id: z.string(),
    machine_id: z.string(),
    type: z.string(),
    payload: z.record(z.string(), z.unknown()),
    state: z.string(),
    actor: z.string(),
    reason: z.string().nullable(),
    ended_at: isoTime.nullable(),
  }),
  z.object({
    at: isoTime,
    kind: z.literal('payment'),
    id: z.string(),
    entry: z.string(),
    method: z.string(),
    amount: z.int(),
    currency: z.string(),
    machine_id: z.string().nullable(),
    actor: z.string(),
    note: z.string().nullable(),
  }),
  z.object({ at: isoTime, kind: z.literal('photo'), id: z.string(), machine_id: z.string(), reason: z.string(), url: z.string() }),
  z.object({ at: isoTime, kind: z.literal('audit'), seq: z.int(), actor: z.string(), action: z.string(), reason: z.string().nullable() }),
])
export type TimelineEntry = z.infer<typeof timelineEntry>

const read = z.object({ plate: z.string(), confidence: z.number() }).nullable()

const ownParts = {
  timeline: z.array(timelineEntry),
  online_payments: z.array(onlinePaymentView),
  plate_reads: z.object({ entry: read, exit: read }).meta({ description: 'What cameras read of the vehicle; confidence from 0 to 1' }),
}

export const sessionDetail = sessionView.extend(ownParts).meta({
  id: 'SessionDetail',
  examples: [
    {
      ...sessionExample,
      online_payments: [],
      plate_reads: { entry: { plate: 'B1234XYZ', confidence: 0.97 }, exit: null },
      timeline: [
        {
          at: '2026-01-20T10:30:06.000Z',
          kind: 'fact',
          id: '019bda5e-9a40-7000-8000-0000000000fa',
          machine_id: 'gate_in',
          type: 'vehicle_passed',
          received_at: '2026-01-20T10:30:06.050Z',
          clock: 'synced',
          payload: { direction: 'in' },
        },
      ],
    },
  ],
})
export type SessionDetail = z.infer<typeof sessionDetail>
