/** Facts that contradict one another, what is proposed about each, and where cards are taken to be. */
import { z } from 'zod'
import { amount, cardId, currency, isoTime, reason, slug } from '../primitives.ts'
import { pageQuery } from './paging.ts'

/**
 * What does not fit together. `entered_twice`: two stays of one card, ticket or plate at the same time. `left_alone`: a gate that was cut
 * off let out what is inside for the hub. `left_without_entry`: it left, and nothing of it was inside. `left_twice`: a second vehicle left
 * with the ticket or card of a stay that had ended. `card_revoked`: a gate that was cut off let in a card or membership that was not good any more.
 * `priced_alone_differs`: a gate that was cut off priced a ticket, and the hub would have asked for something else.
 */
export const conflictKind = z.enum([
  'entered_twice',
  'left_alone',
  'left_without_entry',
  'left_twice',
  'card_revoked',
  'priced_alone_differs',
])
export type ConflictKind = z.infer<typeof conflictKind>

/** What was paid in all, and what the hub says the stay costs. */
const soldAlone = { paid: amount, price: amount, currency }

/**
 * What accepting does. `close_stay` ends the stay as forced at that moment and charges nothing; what was paid stays paid. `keep_all`
 * changes no stay and no money: it says that somebody looked. `refund` takes back what was paid above the price, as the till does. `accept_paid`
 * leaves it at what was paid, which is less than the price.
 */
export const conflictProposal = z.discriminatedUnion('action', [
  z.object({ action: z.literal('close_stay'), session_id: z.string(), at: isoTime, charge: z.literal(0) }),
  z.object({ action: z.literal('keep_all'), session_id: z.string().nullable() }),
  z.object({ action: z.literal('refund'), session_id: z.string(), amount, ...soldAlone }),
  z.object({ action: z.literal('accept_paid'), session_id: z.string(), ...soldAlone }),
])
export type ConflictProposal = z.infer<typeof conflictProposal>

export const conflictState = z.enum(['open', 'accepted', 'declined', 'withdrawn'])

export const conflictListQuery = pageQuery.extend({ state: conflictState.optional() })

export const conflictView = z
  .object({
    id: z.string(),
    kind: conflictKind,
    state: conflictState.meta({ description: '`withdrawn`: it turned out to be none, or is no more' }),
    machine_id: slug,
    alarm_id: z.string(),
    subject: z.string().meta({ description: 'The card, ticket or plate it is about' }),
    session_id: z.string().nullable(),
    other_session_id: z.string().nullable(),
    happened_at: isoTime,
    raised_at: isoTime,
    proposal: conflictProposal,
    decided_at: isoTime.nullable(),
    decided_by: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({
    id: 'Conflict',
    examples: [
      {
        id: 'entered_twice:019bda5e-9a40-7000-8000-000000000001:019bda5e-9a40-7000-8000-000000000002',
        kind: 'entered_twice',
        state: 'open',
        machine_id: 'gate_in',
        alarm_id: '019bda5e-9a40-7000-8000-0000000000a1',
        subject: 'CARD_001',
        session_id: '019bda5e-9a40-7000-8000-000000000001',
        other_session_id: '019bda5e-9a40-7000-8000-000000000002',
        happened_at: '2026-01-20T10:32:00.000Z',
        raised_at: '2026-01-20T10:40:00.000Z',
        proposal: {
          action: 'close_stay',
          session_id: '019bda5e-9a40-7000-8000-000000000001',
          at: '2026-01-20T10:32:00.000Z',
          charge: 0,
        },
        decided_at: null,
        decided_by: null,
        reason: null,
      },
    ],
  })
export type ConflictView = z.infer<typeof conflictView>

export const declineBody = z.object({ reason }).meta({ id: 'DeclineConflict', examples: [{ reason: 'two vehicles share this card' }] })

/** Without a card, all of them. */
export const passbackResetBody = z
  .object({ card_id: cardId.optional(), reason })
  .meta({ id: 'ResetPassback', examples: [{ card_id: 'CARD_001', reason: 'left while the exit stood open' }] })

export const passbackResetView = z
  .object({ card_id: z.string().nullable().meta({ description: 'null: all cards' }), at: isoTime, actor: z.string(), reason: z.string() })
  .meta({
    id: 'PassbackReset',
    examples: [
      { card_id: 'CARD_001', at: '2026-01-20T10:40:00.000Z', actor: 'user:siti@example.com', reason: 'left while the exit stood open' },
    ],
  })
export type PassbackResetView = z.infer<typeof passbackResetView>

/** Whether a card may come in that is inside, or leave that is not: let it and tell, refuse, or refuse for a while. */
export const passbackRule = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('soft') }),
  z.strictObject({ mode: z.literal('hard') }),
  /** Refused within so many minutes of its last passage, let through with an alarm later. */
  z.strictObject({ mode: z.literal('timed'), minutes: z.int().min(1).max(10_080) }),
])
export type PassbackRule = z.infer<typeof passbackRule>

export const passbackView = z
  .object({ rule: passbackRule, resets: z.array(passbackResetView) })
  .meta({ id: 'Passback', examples: [{ rule: { mode: 'timed', minutes: 30 }, resets: [] }] })
