/** Drivers without ticket: finding their stay, and what it costs when none is found. */
import { z } from 'zod'
import { exitResult, paymentMethod } from '../families/gate.ts'
import { isoTime, licensePlate, reason, slug, uuid } from '../primitives.ts'
import { pageQuery, queryTime } from './paging.ts'
import { sessionView } from './sessions.ts'

/** Every part narrows the search; without any, the newest open stays are told. */
export const candidateQuery = pageQuery.extend({
  plate: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9 -]{1,16}$/, 'letters, digits, spaces and - only')
    .optional()
    .meta({ description: 'Part of the plate that was typed or read at the entry' }),
  vehicle_class: slug.optional(),
  from: queryTime.optional().meta({ description: 'Came in at this moment or later' }),
  to: queryTime.optional().meta({ description: 'Came in before this moment' }),
  gate_id: slug.optional().meta({ description: 'The exit where the driver stands; its newest picture is told' }),
})

const picture = z.object({ id: z.string(), url: z.string(), taken_at: isoTime })

export const candidateList = z
  .object({
    items: z.array(z.object({ session: sessionView, photos: z.array(picture).meta({ description: 'Of its entry, oldest first' }) })),
    next_cursor: z.string().nullable(),
    exit_photo: picture.nullable(),
  })
  .meta({ id: 'LostTicketCandidates', examples: [{ items: [], next_cursor: null, exit_photo: null }] })

export const lostTicketBody = z
  .object({ session_id: uuid, gate_id: slug.optional(), reason })
  .meta({ id: 'LostTicket', examples: [{ session_id: '019bda5e-9a40-7000-8000-000000000001', reason: 'picture and plate agree' }] })

/** The price with the fine; it is paid at `/api/parking/exit` with the `session_id`. */
export const lostTicketAnswer = exitResult.meta({
  id: 'LostTicketPrice',
  examples: [
    {
      approved: false,
      session_id: '019bda5e-9a40-7000-8000-000000000001',
      duration_minutes: 95,
      amount: 58_000,
      paid_amount: 0,
      currency: 'IDR',
      lines: [
        { text: 'first_period', quantity: 1, unit_amount: 5000, amount: 5000 },
        { text: 'following_periods', quantity: 1, unit_amount: 3000, amount: 3000 },
        { text: 'lost_ticket', quantity: 1, unit_amount: 50_000, amount: 50_000 },
      ],
      paid: false,
      reason: 'unpaid',
    },
  ],
})

export const unknownStayBody = z
  .object({
    vehicle_class: slug.optional().meta({ description: 'Whose fine; that of the gate unless given' }),
    license_plate: licensePlate.optional(),
    gate_id: slug.optional(),
    payment_method: paymentMethod,
    reason,
  })
  .meta({ id: 'LostTicketUnknownStay', examples: [{ payment_method: 'cash', license_plate: 'B 1234 XYZ', reason: 'no entry on record' }] })
