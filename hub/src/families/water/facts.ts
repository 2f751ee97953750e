/** What a water machine's facts do to pours; what they do to sales is in `sales.ts`. */
import { CodedError } from '@palang/kit'
import { waterFacts } from '@palang/protocol'
import { dispensing, orderedPour, poured } from '../../domain/pours.ts'
import { bucketsOf, weighedMinute } from '../../readings/buckets.ts'
import { readingAlarms } from '../../readings/stored-standings.ts'
import { byType, type FactRule, ruleFor } from '../fact-rules.ts'
import { saleRules } from './sales.ts'
import { tellPour } from './tell.ts'

/** Applies one fact of a water machine. What it tells of a session of another machine is refused: it would take that one's money to itself. */
export const applyWaterFact: FactRule = (projection, fact, site) => {
  const session = fact.sessionId === null || !Object.hasOwn(waterFacts, fact.type) ? undefined : projection.session(fact.sessionId)
  if (session !== undefined && (session.family !== 'water' || session.machineId !== fact.machineId))
    throw new CodedError('conflict', `session ${session.id} is of ${session.machineId}`)
  byWaterFact(projection, fact, site)
}

const byWaterFact = byType({
  ...saleRules,
  pour_ordered: ruleFor(waterFacts.pour_ordered, (projection, { session_id: id, purpose, volume_ml: volumeMl }, fact, site) => {
    if (projection.session(id) === undefined) {
      const { id: outletId, currency } = site.outlet
      projection.saveSession(orderedPour({ id, outletId, machineId: fact.machineId, currency, purpose, volumeMl, at: fact.occurredAt }))
    }
    tellPour(projection, fact, 'ordered', { purpose, volume_ml: volumeMl })
  }),
  pour_started: ruleFor(waterFacts.pour_started, (projection, { session_id: id }, fact) => {
    const session = projection.session(id)
    if (session !== undefined) projection.saveSession(dispensing(session))
    tellPour(projection, fact, 'dispensing', {})
  }),
  pour_ended: ruleFor(waterFacts.pour_ended, (projection, { session_id: id, reason, delivered_ml: deliveredMl, exact }, fact) => {
    const session = projection.session(id)
    const ended = session === undefined ? undefined : poured(session, { reason, deliveredMl, exact, at: fact.occurredAt })
    if (ended !== undefined) projection.saveSession(ended)
    tellPour(projection, fact, 'ended', {
      ...(ended === undefined ? {} : { state: ended.state, volume_ml: ended.pour?.orderedMl }),
      reason,
      delivered_ml: deliveredMl,
      exact,
    })
  }),
  quality_measured: ruleFor(waterFacts.quality_measured, (projection, minute, { machineId, occurredAt }, { outlet }) => {
    projection.measure(bucketsOf([weighedMinute(machineId, minute)], outlet.timezone))
    // Before this controller measured, the hub may have judged what was posted; it does no more, and the controller clears only what it raised.
    if (minute.verdict === 'good') projection.outliveAlarm(machineId, readingAlarms.bad, occurredAt)
  }),
} satisfies { [T in keyof typeof waterFacts]?: FactRule })
