/** Tariffs: their versions, a draft checked and tried on past stays, and what merchants give. */
import { z } from 'zod'
import { priceLine } from '../families/price-line.ts'
import { calendarDay, cardId, isoTime, licensePlate, reason, slug, uuid } from '../primitives.ts'
import { shownTicket } from '../families/ticket-code.ts'
import { queryTime } from './paging.ts'

export const tariffStart = z.object({
  starts_at: isoTime,
  set_at: isoTime,
  set_by: z.string().meta({ description: '`site-file` for the version the site file names' }),
  reason: z.string().nullable(),
})

const exampleTariff = {
  id: 'standard',
  version: 1,
  currency: 'IDR',
  free_minutes: 0,
  members_free: true,
  classes: { car: { first: { minutes: 60, amount: 5000 }, following: { minutes: 60, amount: 3000 }, lost_ticket: 50_000 } },
}

export const tariffView = z
  .object({
    id: z.string(),
    version: z.int(),
    definition: z.record(z.string(), z.unknown()),
    created_at: isoTime,
    in_force: z.boolean().meta({ description: 'New stays enter under it now' }),
    starts: z.array(tariffStart).meta({ description: 'When it came or comes into force, in the order this was said' }),
  })
  .meta({
    id: 'TariffVersion',
    examples: [
      {
        id: 'standard',
        version: 1,
        definition: exampleTariff,
        created_at: '2026-01-20T10:30:00.000Z',
        in_force: true,
        starts: [{ starts_at: '2026-01-20T10:30:00.000Z', set_at: '2026-01-20T10:30:00.000Z', set_by: 'site-file', reason: null }],
      },
    ],
  })
export type TariffView = z.infer<typeof tariffView>

export const newTariffQuery = z.object({
  in_force_from: z
    .union([z.literal('now'), queryTime])
    .optional()
    .meta({ description: '`now` or a moment to come; without it the version is only stored' }),
  reason: reason.optional(),
})

/** Puts a stored version in force. */
export const startTariffBody = z
  .object({ starts_at: isoTime.optional().meta({ description: 'A moment to come; now without it' }), reason })
  .meta({ id: 'TariffStart', examples: [{ reason: 'back to the price of last month' }] })

const validationName = z.string().min(1).max(24)

/** One stay to price. */
export const exampleStay = z.object({
  entered_at: isoTime,
  left_at: isoTime,
  vehicle_class: slug,
  member: z.boolean().default(false),
  lost_ticket: z.boolean().default(false),
  validations: z.array(validationName).max(20).default([]),
})

export const tariffCheckBody = z
  .object({
    tariff: z.json().meta({ description: 'A draft; it may have any mistake' }),
    example: exampleStay.optional(),
  })
  .meta({
    id: 'TariffDraft',
    examples: [
      {
        tariff: exampleTariff,
        example: { entered_at: '2026-01-20T10:00:00.000Z', left_at: '2026-01-20T12:30:00.000Z', vehicle_class: 'car' },
      },
    ],
  })

const explainedPrice = z.object({ amount: z.int(), duration_minutes: z.int(), lines: z.array(priceLine) })

export const tariffCheck = z
  .object({
    valid: z.boolean().meta({ description: 'It may be published' }),
    schema_mistakes: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
    problems: z.array(
      z.object({
        code: z.string(),
        severity: z.enum(['mistake', 'notice']),
        path: z.string(),
        message: z.string(),
        values: z.record(z.string(), z.union([z.string(), z.number()])),
      }),
    ),
    examples: z.array(z.object({ vehicle_class: z.string(), minutes: z.int(), price: explainedPrice })),
    example: explainedPrice.nullable(),
  })
  .meta({
    id: 'TariffCheck',
    examples: [
      {
        valid: true,
        schema_mistakes: [],
        problems: [],
        examples: [],
        example: {
          amount: 11_000,
          duration_minutes: 150,
          lines: [
            { text: 'first_period', quantity: 1, unit_amount: 5000, amount: 5000 },
            { text: 'following_periods', quantity: 2, unit_amount: 3000, amount: 6000 },
          ],
        },
      },
    ],
  })
export type TariffCheck = z.infer<typeof tariffCheck>

export const replayBody = z
  .object({
    tariff: z.json(),
    outlet_id: slug.optional().meta({ description: 'That of the site without it' }),
    from: calendarDay.meta({ description: 'Days as the outlet counts them, both included' }),
    to: calendarDay,
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'before its beginning' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= 366 * 86_400_000, { path: ['to'], error: 'at most 366 days' })
  .meta({ id: 'TariffReplayOrder', examples: [{ tariff: exampleTariff, from: '2026-01-01', to: '2026-01-31' }] })

const replaySum = z.object({
  stays: z.int(),
  earned: z.int(),
  would_earn: z.int(),
  difference: z.int(),
  dearer: z.int(),
  cheaper: z.int(),
})
export type ReplaySumView = z.infer<typeof replaySum>
const sumExample = { stays: 2, earned: 13_000, would_earn: 15_000, difference: 2000, dearer: 1, cheaper: 0 }

export const replayResult = z
  .object({
    from: calendarDay,
    to: calendarDay,
    outlet_id: z.string(),
    currency: z.string(),
    total: replaySum,
    days: z.array(replaySum.extend({ date: z.string() })),
    classes: z.array(replaySum.extend({ vehicle_class: z.string() })),
    most_changed: z.array(
      z.object({ session_id: z.string(), vehicle_class: z.string(), earned: z.int(), would_earn: z.int(), difference: z.int() }),
    ),
    unpriced: z.int().meta({ description: 'Stays that left without a price and are in no sum' }),
    truncated: z.boolean().meta({ description: 'There were more stays than one replay takes; the last are missing' }),
  })
  .meta({
    id: 'TariffReplay',
    examples: [
      {
        from: '2026-01-01',
        to: '2026-01-31',
        outlet_id: 'pusat',
        currency: 'IDR',
        total: sumExample,
        days: [{ date: '2026-01-20', ...sumExample }],
        classes: [{ vehicle_class: 'car', ...sumExample }],
        most_changed: [],
        unpriced: 0,
        truncated: false,
      },
    ],
  })
export type ReplayResult = z.infer<typeof replayResult>

/** What a merchant or operator gives an open stay. */
export const validationBody = z
  .object({
    session_id: uuid.optional(),
    card_id: cardId.optional(),
    ticket: shownTicket.optional(),
    license_plate: licensePlate.optional(),
    validation: validationName.meta({ description: 'As the tariff of the stay names it' }),
    note: z.string().trim().min(1).max(200).optional(),
  })
  .meta({ id: 'NewValidation', examples: [{ ticket: 'T7K2M9QX', validation: 'Bioskop' }] })
export type ValidationRequest = z.infer<typeof validationBody>

export const givenValidation = z
  .object({
    session_id: z.string(),
    validation: z.string(),
    given_at: isoTime,
    given_by: z.string(),
  })
  .meta({
    id: 'GivenValidation',
    examples: [
      {
        session_id: '019bda5e-9a40-7000-8000-000000000001',
        validation: 'Bioskop',
        given_at: '2026-01-20T12:00:00.000Z',
        given_by: 'token:Bioskop',
      },
    ],
  })
export type GivenValidationView = z.infer<typeof givenValidation>
