/** The vehicles of the simulated world. */
import { z } from 'zod'

/**
 * Who drives: a member or visitor with a card, somebody who presses the ticket button, the vehicle an entry or exit asked for
 * over the hub's interface is meant for, or one that a script moves.
 */
const driverKind = z.enum(['member', 'visitor', 'ticket', 'expected', 'manual'])

export const vehicle = z.object({
  id: z.string(),
  plate: z.string(),
  class: z.string(),
  driver: driverKind,
  card: z.string().nullable(),
  /** Learnt from the entry's screen. */
  ticket: z.string().nullable(),
})
export type Vehicle = z.infer<typeof vehicle>

/** What happened to a vehicle at a gate. */
export type VisitOutcome = 'passed' | 'turned_back'
