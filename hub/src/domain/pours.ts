/**
 * The life of a pour: pure transitions from one record to the next. A transition that does not apply gives the same record
 * back, so that a fact told late or twice changes nothing. A pour that is sold ends with its sale; what is paid is in `sales.ts`.
 */
import type { PourEnd, PourPurpose, SessionState } from '@palang/protocol'
import type { PourRecord, SessionRecord } from '../store/records.ts'
import { newSession } from './new-session.ts'

export interface NewPour {
  id: string
  outletId: string
  machineId: string
  currency: string
  purpose: PourPurpose
  volumeMl: number
  at: string
}

/** A pour nobody pays for, or of which nothing was told of the money yet. */
export const ofNoSale = { priceList: null, paidBy: null, result: null, charged: null, remainder: null, remainderTo: null } as const

/** Something is to be poured; who pays for it is not told yet. */
export function orderedPour(pour: NewPour): SessionRecord & { pour: PourRecord } {
  const { id, outletId, machineId, currency, purpose, volumeMl, at } = pour
  return {
    ...newSession({ id, family: 'water', outletId, state: 'ordered', machineId, openedAt: at, currency }),
    pour: {
      purpose,
      orderedMl: volumeMl,
      deliveredMl: null,
      exact: null,
      ...ofNoSale,
    },
  }
}

/** The board has it in hand. */
export function dispensing(session: SessionRecord): SessionRecord {
  return session.state === 'ordered' || session.state === 'paid' ? { ...session, state: 'dispensing' } : session
}

/** The valve is closed for good. That is the end of a pour, unless it was sold: then its settlement is. */
export function poured(
  session: SessionRecord,
  { reason, deliveredMl, exact, at }: { reason: PourEnd; deliveredMl: number; exact: boolean; at: string },
): SessionRecord {
  const { pour } = session
  if (session.closedAt !== null || pour === null) return session
  const counted = { ...session, pour: { ...pour, deliveredMl, exact } }
  // A price is what makes a sale of it.
  if (session.amount !== null) return counted
  const state = endState(reason, deliveredMl, exact)
  return { ...counted, state, closedAt: at, outcome: exact ? state : 'unknown', outcomeReason: reason }
}

/** All of it, some of it, or nothing that anybody counted; `cancelled` is what somebody stopped. */
function endState(reason: PourEnd, deliveredMl: number, exact: boolean): SessionState {
  if (reason === 'done') return 'closed'
  if (reason === 'stopped') return 'cancelled'
  return shortOf(deliveredMl, exact)
}

/** How something ended that is less than what was ordered, by nobody's wish. */
export function shortOf(deliveredMl: number, exact: boolean): SessionState {
  return deliveredMl > 0 || !exact ? 'partial' : 'failed'
}
