/** What was set aside of the machines' streams, and what a person does about it. */
import { z } from 'zod'
import { slug } from '../primitives.ts'
import { pageQuery } from './paging.ts'

export const deadLetterState = z.enum(['open', 'applied', 'discarded'])
export type DeadLetterState = z.infer<typeof deadLetterState>

export const deadLetterListQuery = pageQuery.extend({ state: deadLetterState.optional(), machine: slug.optional() })

export const discardBody = z
  .object({ reason: z.string().trim().min(1).max(200) })
  .meta({ id: 'Discard', examples: [{ reason: 'sent by a reader under test' }] })

export const deadLetterView = z
  .object({
    id: z.string(),
    machine_id: z.string(),
    epoch: z.string().meta({ description: 'The journal it came from' }),
    seq: z.int().meta({ description: 'Its number in that journal; 0 when it had none that could be read' }),
    code: z.string().meta({ description: '`journal_gap` names facts that are missing; everything else was refused' }),
    message: z.string(),
    /** As it came. */
    item: z.unknown(),
    received_at: z.string(),
    state: deadLetterState,
    handled_at: z.string().nullable(),
    handled_by: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({
    id: 'DeadLetter',
    examples: [
      {
        id: '019bda5e-9a40-7000-8000-0000000000d1',
        machine_id: 'gate_out',
        epoch: '019bda5e-9a40-7000-8000-00000000e001',
        seq: 4711,
        code: 'conflict',
        message: 'more change than was paid',
        item: { seq: 4711, type: 'change_given', payload: { amount: 90000 } },
        received_at: '2026-01-20T10:30:00.000Z',
        state: 'open',
        handled_at: null,
        handled_by: null,
        reason: null,
      },
    ],
  })
export type DeadLetterView = z.infer<typeof deadLetterView>
