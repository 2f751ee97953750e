/** Memberships: several vehicles and cards under one name, of which so many may be inside at a time. */
import { z } from 'zod'
import { cardId, isoTime, licensePlate, normalizePlate } from '../primitives.ts'
import { pageQuery, queryInteger } from './paging.ts'

const status = z.enum(['active', 'suspended'])

const fields = {
  name: z.string().trim().min(1).max(120),
  status,
  max_inside: z.int().min(1).max(100).meta({ description: 'How many of its vehicles may be inside at a time' }),
  plates: z
    .array(licensePlate)
    .max(50)
    .refine(plates => new Set(plates.map(normalizePlate)).size === plates.length, 'a plate is given twice'),
  cards: z
    .array(cardId)
    .max(50)
    .refine(cards => new Set(cards).size === cards.length, 'a card is given twice'),
  valid_from: isoTime.nullable(),
  valid_until: isoTime.nullable(),
  note: z.string().trim().max(500).nullable(),
}

/** Left-out fields take their plain value: active, one vehicle inside, without limits of time. */
export const newMemberBody = z
  .object({
    name: fields.name,
    status: status.default('active'),
    max_inside: fields.max_inside.default(1),
    plates: fields.plates.default([]),
    cards: fields.cards.default([]),
    valid_from: fields.valid_from.default(null),
    valid_until: fields.valid_until.default(null),
    note: fields.note.default(null),
  })
  .meta({ id: 'NewMember', examples: [{ name: 'Keluarga Rahma', plates: ['B 1234 XYZ', 'B 88 QA'], max_inside: 1 }] })

/** Only what changes; lists are replaced whole. */
export const memberChangeBody = z
  .object(fields)
  .partial()
  .meta({ id: 'MemberChange', examples: [{ status: 'suspended' }] })

export const memberListQuery = pageQuery.extend({
  search: z.string().trim().min(1).max(64).optional().meta({ description: 'Part of a name, plate or card' }),
  expiring_days: queryInteger(0, 366).optional().meta({ description: 'Only those that are valid now and end within so many days' }),
})

export const memberView = z.object({ id: z.string(), ...fields, created_at: isoTime, updated_at: isoTime }).meta({
  id: 'Member',
  examples: [
    {
      id: '019bda5e-9a40-7000-8000-0000000000d1',
      name: 'Keluarga Rahma',
      status: 'active',
      max_inside: 1,
      plates: ['B 1234 XYZ', 'B 88 QA'],
      cards: [],
      valid_from: null,
      valid_until: '2026-12-31T17:00:00.000Z',
      note: null,
      created_at: '2026-01-20T10:30:00.000Z',
      updated_at: '2026-01-20T10:30:00.000Z',
    },
  ],
})
export type MemberView = z.infer<typeof memberView>
