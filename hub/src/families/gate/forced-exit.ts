/** A person ends a stay without a passage. */
import { forced } from '../../domain/stays.ts'
import type { Actor } from '../../services.ts'
import type { SessionRecord } from '../../store/records.ts'
import type { Tx } from '../../store/store.ts'
import { auditAct, type ParkingParts } from './decision.ts'

/** Ends an open stay, without charge, and notes who did. */
export async function endByForce(
  tx: Tx,
  stay: SessionRecord,
  { at, actor, reason }: { at: string; actor: Actor; reason: string },
): Promise<SessionRecord> {
  const next = forced(stay, at, reason)
  await tx.sessions.putMany([next])
  const before = { state: stay.state }
  await auditAct(tx, actor, { at, action: 'parking.force_exit', subject: stay.id, before, after: { state: next.state }, reason })
  return next
}

/** Tells the screens that it ended. */
export function tellForced({ live }: Pick<ParkingParts, 'live'>, { id, cardId, machineId }: SessionRecord, reason: string): void {
  const result = { approved: true, session_id: id, card_id: cardId, reason, stage: 'closed' }
  live.publish({ type: 'parking_event', machineId, payload: { event: 'forced', gate: machineId, result } })
}
