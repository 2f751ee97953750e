/** Prepaid cards over HTTP: what is on one, what moved it, and putting more on it. */
import { z } from 'zod'
import { amount, currency, isoTime } from '../primitives.ts'
import { pageQuery } from './paging.ts'

/**
 * What moved a card's balance. `returned`: paid for water that did not come. `refused`: a payment that was not taken, and moved nothing;
 * its reason says why.
 */
export const prepaidEntryKind = z.enum(['top_up', 'payment', 'returned', 'adjustment', 'refused'])
export type PrepaidEntryKind = z.infer<typeof prepaidEntryKind>

const reason = z.string().trim().min(1).max(200)

export const topUpBody = z
  .object({
    amount: z
      .int()
      .min(-10_000_000)
      .max(10_000_000)
      .refine(value => value !== 0, 'nothing is no top-up')
      .meta({ description: 'Below zero only for an adjustment; never more than is on the card' }),
    method: z.enum(['cash', 'adjustment']).meta({
      description:
        '`cash` goes into the open shift of whoever takes it; an `adjustment` moves no money and needs an administrator and a reason',
    }),
    reason: reason.optional(),
  })
  .refine(({ amount: value, method }) => method === 'adjustment' || value > 0, {
    path: ['amount'],
    message: 'cash is put on, never taken off',
  })
  .refine(({ method, reason: why }) => method === 'cash' || why !== undefined, {
    path: ['reason'],
    message: 'an adjustment needs a reason',
  })
  .meta({ id: 'TopUp', examples: [{ amount: 50_000, method: 'cash' }] })

export const prepaidQuery = pageQuery

const entryExample = {
  id: '019bda5e-9a40-7000-8000-0000000000c1',
  kind: 'top_up' as const,
  amount: 50_000,
  session_id: null,
  machine_id: null,
  occurred_at: '2026-01-20T10:30:00.000Z',
  actor: 'user:siti@palang.local',
  reason: null,
}

export const prepaidEntryView = z.object({
  id: z.string(),
  kind: prepaidEntryKind,
  amount: z.int(),
  session_id: z.string().nullable(),
  machine_id: z.string().nullable(),
  occurred_at: isoTime,
  actor: z.string(),
  reason: z.string().nullable(),
})
export type PrepaidEntryView = z.infer<typeof prepaidEntryView>

export const prepaidCardView = z
  .object({ card_id: z.string(), balance: amount, currency, items: z.array(prepaidEntryView), next_cursor: z.string().nullable() })
  .meta({
    id: 'PrepaidCard',
    examples: [{ card_id: 'CARD_001', balance: 50_000, currency: 'IDR', items: [entryExample], next_cursor: null }],
  })
export type PrepaidCardView = z.infer<typeof prepaidCardView>

export const toppedUp = z
  .object({ card_id: z.string(), balance: amount, currency, entry: prepaidEntryView })
  .meta({ id: 'ToppedUp', examples: [{ card_id: 'CARD_001', balance: 50_000, currency: 'IDR', entry: entryExample }] })
export type ToppedUp = z.infer<typeof toppedUp>
