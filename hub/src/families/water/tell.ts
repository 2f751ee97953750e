import type { Projection } from '../../intake/projection.ts'
import type { FactRecord } from '../../store/records.ts'

/** Tells the screens what happens to a pour. */
export function tellPour(projection: Projection, fact: FactRecord, event: string, detail: Record<string, unknown>): void {
  projection.tell({
    type: 'dispense_event',
    machineId: fact.machineId,
    payload: { event, session_id: fact.sessionId, ...detail },
    at: fact.occurredAt,
  })
}
