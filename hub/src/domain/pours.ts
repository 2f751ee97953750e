/**
 * The life of a pour: pure transitions from one record to the next. A transition that does not apply gives the same record
 * back, so that a fact told late or twice changes nothing.
 */
import type { PourEnd, PourPurpose } from '@palang/protocol'
import type { SessionRecord, StayState } from '../store/records.ts'
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

/** The valve is about to open. Nobody pays for it. */
export function orderedPour(pour: NewPour): SessionRecord {
  const { id, outletId, machineId, currency, purpose, volumeMl, at } = pour
  return {
    ...newSession({ id, family: 'water', outletId, state: 'ordered', machineId, openedAt: at, currency }),
    pour: { purpose, orderedMl: volumeMl, deliveredMl: null, exact: null },
  }
}

/** The board has it in hand. */
export function dispensing(session: SessionRecord): SessionRecord {
  return session.state === 'ordered' ? { ...session, state: 'dispensing' } : session
}

/** The one end of it. */
export function poured(
  session: SessionRecord,
  { reason, deliveredMl, exact, at }: { reason: PourEnd; deliveredMl: number; exact: boolean; at: string },
): SessionRecord {
  const { pour } = session
  if (session.closedAt !== null || pour === null) return session
  const state = endState(reason, deliveredMl, exact)
  return {
    ...session,
    state,
    closedAt: at,
    outcome: exact ? state : 'unknown',
    outcomeReason: reason,
    pour: { ...pour, deliveredMl, exact },
  }
}

/** All of it, some of it, or nothing that anybody counted; `cancelled` is what somebody stopped. */
function endState(reason: PourEnd, deliveredMl: number, exact: boolean): StayState {
  if (reason === 'done') return 'closed'
  if (reason === 'stopped') return 'cancelled'
  return deliveredMl > 0 || !exact ? 'partial' : 'failed'
}
