/** The parking part of the HTTP API: entry, exit, free places, ending a stay by hand. */
import { z } from 'zod'
import { commandState } from '../commands.ts'
import { entryResult, exitResult, paymentMethod } from '../families/gate.ts'
import { placesRow } from '../families/parking-places.ts'
import { cardId, licensePlate, reason, slug, uuid } from '../primitives.ts'
import { shownTicket } from '../families/ticket-code.ts'

const places = { total: z.int(), occupied: z.int(), available: z.int() }

export const capacityView = z
  .object({
    ...places,
    zones: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        vehicle_class: z.string(),
        ...places,
        correction: z.int().meta({ description: 'What the last count by hand adds to the open stays; part of `occupied`' }),
      }),
    ),
  })
  .meta({
    id: 'Capacity',
    examples: [
      {
        total: 100,
        occupied: 37,
        available: 63,
        zones: [{ id: 'main', name: 'Area utama', vehicle_class: 'car', total: 100, occupied: 37, available: 63, correction: 0 }],
      },
    ],
  })
export type CapacityView = z.infer<typeof capacityView>

/** A person names card or plate; a machine that names neither gets a ticket. */
export const entryBody = z
  .object({
    card_id: cardId.optional(),
    license_plate: licensePlate.optional(),
    gate_id: slug.optional().meta({ description: '`gate_in` unless given; for a machine token its own gate' }),
  })
  .meta({ id: 'EntryRequest', examples: [{ card_id: 'CARD_001', license_plate: 'B 1234 XYZ', gate_id: 'gate_in' }] })

/** The opening behind an approval that did not come from the gate itself. */
const opening = {
  command_id: z.string().optional(),
  command_state: commandState.optional().meta({
    description: '`accepted`: the gate took it; `unknown`: it did not say in time, see `reason` and `message`',
  }),
}

export const entryAnswer = entryResult.extend(opening).meta({
  id: 'EntryResult',
  examples: [
    {
      approved: true,
      session_id: '019bda5e-9a40-7000-8000-000000000001',
      command_id: '019bda5e-9a40-7000-8000-0000000000c1',
      command_state: 'accepted',
    },
  ],
})

export const exitBody = z
  .object({
    card_id: cardId.optional(),
    ticket: shownTicket.optional(),
    license_plate: licensePlate.optional(),
    session_id: uuid.optional().meta({ description: 'The stay itself, as a person found it; not for machines' }),
    payment_method: paymentMethod.optional().meta({ description: 'Given when the money was taken by the caller; books the payment' }),
    gate_id: slug.optional().meta({ description: '`gate_out` unless given; for a machine token its own gate' }),
  })
  .refine(body => [body.card_id, body.ticket, body.license_plate, body.session_id].some(given => given !== undefined), {
    path: ['card_id'],
    message: 'one of card_id, ticket, license_plate and session_id is needed',
  })
  .meta({ id: 'ExitRequest', examples: [{ card_id: 'CARD_001', payment_method: 'card', gate_id: 'gate_out' }] })

const exitExample = {
  approved: true,
  session_id: '019bda5e-9a40-7000-8000-000000000001',
  duration_minutes: 95,
  amount: 8000,
  paid_amount: 8000,
  currency: 'IDR',
  lines: [
    { text: 'first_period', quantity: 1, unit_amount: 5000, amount: 5000 },
    { text: 'following_periods', quantity: 1, unit_amount: 3000, amount: 3000 },
  ],
  paid: true,
}

export const exitAnswer = exitResult.extend(opening).meta({ id: 'ExitResult', examples: [exitExample] })

export const forceExitBody = z
  .object({ card_id: cardId.optional(), session_id: uuid.optional(), reason })
  .refine(body => body.card_id !== undefined || body.session_id !== undefined, {
    path: ['card_id'],
    message: 'one of card_id and session_id is needed',
  })
  .meta({ id: 'ForceExit', examples: [{ card_id: 'CARD_001', reason: 'emergency' }] })

export const signQuery = z.object({
  sign: slug.optional().meta({ description: 'Its id under `parking.signs`; the first unless given' }),
  format: z.enum(['text', 'json']).optional(),
})

export const signView = z.object({ sign: z.string(), text: z.string(), rows: z.array(placesRow) }).meta({
  id: 'Sign',
  examples: [{ sign: 'front', text: 'MOBIL  63', rows: [{ zone_id: 'main', vehicle_class: 'car', total: 100, free: 63 }] }],
})
