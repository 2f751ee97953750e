/** What the facts of a treatment machine with a controller do: to its session, to money, and to what treatments add up to. */
import type { Site } from '@palang/config'
import { CodedError } from '@palang/kit'
import { type Treatment, type TreatmentEvent, type TreatmentPhase, treatmentFacts } from '@palang/protocol'
import type { z } from 'zod'
import { endedTreatment, orderedTreatment, paidTreatment, startedTreatment, type TreatmentSession } from '../../domain/treatments.ts'
import type { Projection } from '../../intake/projection.ts'
import type { FactRecord } from '../../store/records.ts'
import { bookCash, move, mustBeOurs } from '../fact-money.ts'
import { byType, type FactRule, ruleFor } from '../fact-rules.ts'
import { dispute, leaveCredit, settleMoney, useCredit } from '../sale-money.ts'

/** Applies one fact of a treatment machine. What it tells of a session of another machine is refused: it would take that one's money to itself. */
export const applyTreatmentFact: FactRule = (projection, fact, site) => {
  const session = fact.sessionId === null || !Object.hasOwn(treatmentFacts, fact.type) ? undefined : projection.session(fact.sessionId)
  if (session !== undefined && (session.family !== 'ozone' || session.machineId !== fact.machineId))
    throw new CodedError('conflict', `session ${session.id} is of ${session.machineId}`)
  byTreatmentFact(projection, fact, site)
}

const byTreatmentFact = byType({
  treatment_ordered: ruleFor(treatmentFacts.treatment_ordered, (projection, payload, fact, site) => {
    const { session_id: sessionId, treatment, planned_s: plannedS, purpose, price = 0, credit_used: used = 0 } = payload
    if (payload.currency !== undefined) mustBeOurs(payload.currency, site)
    if (projection.session(sessionId) === undefined) {
      const order = { treatment, plannedS, price: purpose === 'sale' ? price : null, at: fact.occurredAt }
      projection.saveSession(orderedTreatment(placeOf(sessionId, fact, site), order))
    }
    if (used > 0) useCredit(projection, { sessionId, used }, fact, site)
  }),
  cash_received: ruleFor(treatmentFacts.cash_received, (projection, payload, fact, site) => {
    const isClosed = mustBeKnown(projection, payload.session_id).closedAt !== null
    bookCash(projection, payload, fact, site)
    if (isClosed) dispute(projection, fact, payload.session_id, [`${payload.amount} in cash came after the treatment had ended`])
  }),
  treatment_paid: ruleFor(treatmentFacts.treatment_paid, (projection, { session_id: sessionId, charge, currency }, fact, site) => {
    mustBeOurs(currency, site)
    const session = mustBeKnown(projection, sessionId)
    // An online or a prepaid payment was booked by the hub when it had the money.
    if (charge !== undefined) {
      const { payment_id: paymentId, amount, reference: note } = charge
      move(projection, fact, site, { sessionId, paymentId, kind: 'payment', method: 'card', amount, currency, note })
    }
    projection.saveSession(paidTreatment(session, fact.occurredAt))
  }),
  treatment_started: ruleFor(treatmentFacts.treatment_started, (projection, { session_id: sessionId }, fact) => {
    const session = mustBeKnown(projection, sessionId)
    projection.saveSession(startedTreatment(session))
    tell(projection, fact, session.treatment.treatment, 'start')
  }),
  treatment_ended: ruleFor(treatmentFacts.treatment_ended, end),
  credit_left: ruleFor(treatmentFacts.credit_left, leaveCredit),
} satisfies { [T in keyof typeof treatmentFacts]: FactRule })

function end(projection: Projection, payload: z.output<typeof treatmentFacts.treatment_ended>, fact: FactRecord, site: Site): void {
  const session = mustBeKnown(projection, payload.session_id)
  if (session.closedAt !== null) return
  const { result, reason, actual_s: actualS, exact, price, charged, paid_amount, remainder, remainder_to, ...rest } = payload
  if (price !== undefined && charged !== undefined) {
    const money = { price, charged, paid_amount: paid_amount ?? 0, remainder: remainder ?? 0, remainder_to: remainder_to ?? 'nobody' }
    settleMoney(projection, { ...rest, ...money, paidByPrepaid: false }, fact, site)
  }
  const ended = endedTreatment(session, { result, reason, actualS, exact, charged: charged ?? null }, fact.occurredAt)
  projection.saveSession(ended)
  const { id: sessionId, outletId, machineId, state, amount, treatment } = ended
  const counted = { sessionId, outletId, machineId, state, amount, actualS, treatment: treatment.treatment, deviceId: null }
  projection.countTreatment({ ...counted, endedAt: fact.occurredAt }, site.outlet.timezone)
  tell(projection, fact, treatment.treatment, state === 'closed' ? 'finish' : 'abort')
}

/** A fact of a treatment nobody heard ordered is set aside: what it is, and for whom, cannot be told. */
function mustBeKnown(projection: Projection, id: string): TreatmentSession {
  const session = projection.session(id)
  if (session?.treatment) return { ...session, treatment: session.treatment }
  throw new CodedError('conflict', 'the order of this treatment is not known')
}

function placeOf(id: string, { machineId }: FactRecord, { outlet }: Site) {
  return { id, outletId: outlet.id, machineId, deviceId: null, currency: outlet.currency }
}

/** Screens see it as they see what devices on MQTT tell. */
function tell(projection: Projection, fact: FactRecord, treatment: Treatment, phase: TreatmentPhase): void {
  const { id: event_id, machineId, occurredAt: at, receivedAt: received_at, sessionId } = fact
  const payload: TreatmentEvent = {
    event_id,
    device_id: null,
    treatment,
    phase,
    ...(sessionId === null ? {} : { session_id: sessionId }),
    at,
    received_at,
  }
  projection.tell({ type: 'treatment_event', machineId, payload, at })
}
