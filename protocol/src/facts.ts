/** Facts: what happened at a machine, immutable, applied exactly once. */
import { z } from 'zod'
import { isoTime, uuid } from './primitives.ts'

/** How far the machine's clock could be trusted when the fact was written. */
export const clockQuality = z.enum(['synced', 'drifting', 'unknown'])
export type ClockQuality = z.infer<typeof clockQuality>

/** At most this many facts travel in one message. */
export const maxFactsPerMessage = 500

/**
 * One fact on the wire. Identity is machine + epoch + seq; `id` is a UUIDv7 for references.
 * `payload` is checked against the family's catalogue after the item itself.
 */
export const factItem = z.object({
  seq: z.int().min(1),
  id: uuid,
  type: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'a lower-case name of at most 64 characters'),
  occurred_at: isoTime,
  clock: clockQuality,
  payload: z.record(z.string(), z.unknown()),
})
export type FactItem = z.infer<typeof factItem>

/** The sequence number of an item too broken to read otherwise, so that it can still be rejected by name. */
export const factSeq = z.looseObject({ seq: z.int().min(1) })
