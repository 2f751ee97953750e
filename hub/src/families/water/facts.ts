/** What a water machine's facts do to pours. Nobody pays for them: no money moves. */
import { waterFacts } from '@palang/protocol'
import { dispensing, orderedPour, poured } from '../../domain/pours.ts'
import type { Projection } from '../../intake/projection.ts'
import { bucketsOf, weighedMinute } from '../../readings/buckets.ts'
import type { FactRecord } from '../../store/records.ts'
import { byType, type FactRule, ruleFor } from '../fact-rules.ts'

/** Applies one fact of a water machine. */
export const applyWaterFact = byType({
  pour_ordered: ruleFor(waterFacts.pour_ordered, (projection, { session_id: id, purpose, volume_ml: volumeMl }, fact, site) => {
    if (projection.session(id) === undefined) {
      const { id: outletId, currency } = site.outlet
      projection.saveSession(orderedPour({ id, outletId, machineId: fact.machineId, currency, purpose, volumeMl, at: fact.occurredAt }))
    }
    tell(projection, fact, 'ordered', { purpose, volume_ml: volumeMl })
  }),
  pour_started: ruleFor(waterFacts.pour_started, (projection, { session_id: id }, fact) => {
    const session = projection.session(id)
    if (session !== undefined) projection.saveSession(dispensing(session))
    tell(projection, fact, 'dispensing', {})
  }),
  pour_ended: ruleFor(waterFacts.pour_ended, (projection, { session_id: id, reason, delivered_ml: deliveredMl, exact }, fact) => {
    const session = projection.session(id)
    const ended = session === undefined ? undefined : poured(session, { reason, deliveredMl, exact, at: fact.occurredAt })
    if (ended !== undefined) projection.saveSession(ended)
    tell(projection, fact, 'ended', {
      ...(ended === undefined ? {} : { state: ended.state, volume_ml: ended.pour?.orderedMl }),
      reason,
      delivered_ml: deliveredMl,
      exact,
    })
  }),
  quality_measured: ruleFor(waterFacts.quality_measured, (projection, minute, { machineId }, { outlet }) =>
    projection.measure(bucketsOf([weighedMinute(machineId, minute)], outlet.timezone)),
  ),
} satisfies { [T in keyof typeof waterFacts]?: FactRule })

function tell(projection: Projection, fact: FactRecord, event: string, detail: Record<string, unknown>): void {
  projection.tell({
    type: 'dispense_event',
    machineId: fact.machineId,
    payload: { event, session_id: fact.sessionId, ...detail },
    at: fact.occurredAt,
  })
}
