/** Counts of parked vehicles by hand. */
import { z } from 'zod'
import { isoTime, reason, slug, uuid } from '../primitives.ts'
import { pageQuery } from './paging.ts'
import { sessionView } from './sessions.ts'

/** Stays that may be ended with one count. */
const mostGone = 200

export const recountBody = z
  .object({
    zone_id: slug,
    vehicle_class: slug,
    counted: z.int().min(0).max(100_000),
    gone: z
      .array(uuid)
      .max(mostGone)
      .default([])
      .meta({ description: 'Open stays of the place whose vehicle is gone: ended by force, without charge' }),
    reason,
  })
  .meta({ id: 'NewRecount', examples: [{ zone_id: 'main', vehicle_class: 'car', counted: 62, gone: [], reason: 'evening round' }] })
export type RecountBody = z.output<typeof recountBody>

export const recountListQuery = pageQuery

export const recountView = z
  .object({
    id: z.string(),
    zone_id: z.string(),
    vehicle_class: z.string(),
    counted_at: isoTime,
    counted: z.int(),
    /** What the hub said just before. */
    derived: z.int(),
    difference: z.int(),
    ended_stays: z.int(),
    actor: z.string(),
    reason: z.string(),
  })
  .meta({
    id: 'Recount',
    examples: [
      {
        id: '019bda5e-9a40-7000-8000-0000000000e1',
        zone_id: 'main',
        vehicle_class: 'car',
        counted_at: '2026-01-20T20:00:00.000Z',
        counted: 62,
        derived: 65,
        difference: -3,
        ended_stays: 2,
        actor: 'user:siti@palang.local',
        reason: 'evening round',
      },
    ],
  })
export type RecountView = z.infer<typeof recountView>

export const goneSign = z.enum(['barrier_opened', 'paid', 'long_inside'])

export const recountProposal = z
  .object({
    derived: z.int(),
    /** Stays that take up a place, the longest inside first, with the sign that the vehicle may be gone. */
    inside: z.array(sessionView.extend({ sign: goneSign })),
    /** Gates that are away: what they saw is not in the number yet. */
    unheard: z.array(z.string()),
  })
  .meta({ id: 'RecountProposal', examples: [{ derived: 65, inside: [], unheard: [] }] })
export type RecountProposalView = z.infer<typeof recountProposal>
