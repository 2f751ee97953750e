/** What a gate's facts do to stays, money and alarms. */
import type { Site } from '@palang/config'
import { gateFacts, normalizePlate } from '@palang/protocol'
import type { z } from 'zod'
import { enteredTwice, leftAlone, leftTwice, loneExitId, revokedInside } from '../../domain/conflicts.ts'
import { allowIn, entered, leaving, left, settled, turnedBack } from '../../domain/stays.ts'
import { decidedAlone } from '../../intake/conflict-run.ts'
import type { Projection } from '../../intake/projection.ts'
import { machineOf } from '../../site-machines.ts'
import type { FactRecord, SessionRecord } from '../../store/records.ts'
import { bookCash, entryOf, move } from '../fact-money.ts'
import { byType, type FactRule, ruleFor } from '../fact-rules.ts'
import { compareWithOwn, pricedByGate } from './lone-sale.ts'
import { tariffNamed } from './settlement.ts'

/** Applies one fact of a gate; types without a rule are only kept. */
export const applyGateFact = byType({
  access_decided: ruleFor(gateFacts.access_decided, (projection, payload, fact, site) => {
    tellParking(projection, fact, payload.purpose, {
      approved: payload.approved,
      ...(payload.session_id === undefined ? {} : { session_id: payload.session_id }),
      ...(payload.card_id === undefined ? {} : { card_id: payload.card_id }),
      ...(payload.ticket === undefined ? {} : { ticket: payload.ticket }),
      ...(payload.reason === undefined ? {} : { reason: payload.reason }),
      stage: 'decided',
    })
    if (payload.purpose === 'entry' && payload.approved && payload.session_id !== undefined) {
      const known = projection.session(payload.session_id)
      if (known === undefined) openFromFact(projection, payload, payload.session_id, fact, site)
      else takeTicketGiven(projection, known, payload)
    }
    if (payload.purpose === 'exit' && payload.session_id === undefined) compareLoneExit(projection, payload, fact, site)
  }),
  barrier_opened: ruleFor(gateFacts.barrier_opened, (projection, payload) => {
    const stay = payload.session_id === undefined ? undefined : projection.session(payload.session_id)
    if (stay !== undefined) projection.saveSession(leaving(stay))
  }),
  vehicle_passed: ruleFor(gateFacts.vehicle_passed, (projection, payload, fact, site) => {
    const gate = machineOf(site, fact.machineId)
    // Nobody knows whose this is: the stay begins with the passage, and has no name.
    if (payload.unidentified === true && payload.session_id !== undefined && projection.session(payload.session_id) === undefined)
      openNameless(projection, payload.session_id, fact, site)
    // A gate can prove passage only in its own direction.
    const own = gate?.direction === undefined || gate.direction === payload.direction
    const stay = payload.session_id === undefined || !own ? undefined : projection.session(payload.session_id)
    const event = payload.direction === 'in' ? 'entry' : 'exit'
    const how = payload.tailgated === true ? 'tailgated' : payload.hold_id === undefined ? undefined : 'held_open'
    tellParking(projection, fact, event, {
      approved: stay !== undefined,
      stage: 'passed',
      ...(how === undefined ? {} : { reason: how }),
      ...(stay === undefined ? {} : { session_id: stay.id, card_id: stay.cardId, ticket: stay.ticket }),
    })
    if (stay === undefined) return
    if (payload.direction === 'out') {
      const passage = { machineId: fact.machineId, at: fact.occurredAt, factId: fact.id }
      leftTwice(stay, passage).forEach(projection.fileConflict)
    }
    const proof = payload.evidence.kind
    projection.saveSession(
      payload.direction === 'in'
        ? entered(stay, fact.occurredAt, proof)
        : left(stay, { at: fact.occurredAt, evidence: proof, gateId: fact.machineId, how }),
    )
  }),
  vehicle_turned_back: ruleFor(gateFacts.vehicle_turned_back, (projection, payload, fact) => {
    const stay = projection.session(payload.session_id ?? payload.visit_id)
    tellParking(projection, fact, 'turned_back', {
      approved: false,
      reason: payload.reason,
      ...(stay === undefined ? {} : { session_id: stay.id }),
    })
    if (stay !== undefined) projection.saveSession(turnedBack(stay, fact.occurredAt, payload.reason))
    if (payload.session_id === undefined) projection.withdrawConflict(loneExitId(payload.visit_id), fact.occurredAt)
  }),
  priced_alone: ruleFor(gateFacts.priced_alone, pricedByGate),
  cash_received: ruleFor(gateFacts.cash_received, bookCash),
  change_given: ruleFor(gateFacts.change_given, (projection, payload, fact, site) => {
    move(projection, fact, site, {
      sessionId: payload.session_id,
      paymentId: payload.payment_id,
      kind: 'change',
      amount: -payload.amount,
      currency: payload.currency,
    })
  }),
  payment_completed: ruleFor(gateFacts.payment_completed, (projection, payload, fact, site) => {
    // The hub had the money of an online payment from its provider, and booked it then.
    if (payload.charge !== undefined) {
      move(projection, fact, site, {
        sessionId: payload.session_id,
        paymentId: payload.charge.payment_id,
        kind: 'payment',
        method: payload.method,
        amount: payload.charge.amount,
        currency: payload.currency,
        note: payload.charge.reference,
      })
    } else if (payload.method !== 'cash' && payload.method !== 'free' && payload.payment_id === undefined) {
      projection.book(
        entryOf(fact, site, {
          sessionId: payload.session_id,
          key: `payment:${fact.id}`,
          kind: 'payment',
          method: payload.method,
          amount: payload.paid_amount,
          currency: payload.currency,
        }),
      )
    }
    const stay = projection.session(payload.session_id)
    if (stay !== undefined && payload.alone !== undefined)
      compareWithOwn(projection, { payload: payload.alone, stay, change: payload.change_amount }, fact, site)
    tellParking(projection, fact, 'payment', {
      approved: true,
      session_id: payload.session_id,
      amount: payload.amount,
      method: payload.method,
    })
    if (stay !== undefined) projection.saveSession(settled(stay, fact.occurredAt))
  }),
  image_captured: ruleFor(gateFacts.image_captured, (projection, payload, fact) => {
    projection.tell({
      type: 'image_captured',
      machineId: fact.machineId,
      payload: {
        image_id: payload.image_id,
        url: `/api/photos/${payload.image_id}`,
        ...(payload.session_id === undefined ? {} : { session_id: payload.session_id }),
      },
      at: fact.occurredAt,
    })
  }),
} satisfies { [T in keyof typeof gateFacts]?: FactRule })

function tellParking(projection: Projection, fact: FactRecord, event: string, result: Record<string, unknown>): void {
  projection.tell({
    type: 'parking_event',
    machineId: fact.machineId,
    payload: { event, gate: fact.machineId, result },
    at: fact.occurredAt,
  })
}

/** A gate let somebody in on its own; the hub learns of the stay from the fact. */
function openFromFact(
  projection: Projection,
  payload: z.output<typeof gateFacts.access_decided>,
  sessionId: string,
  fact: FactRecord,
  site: Site,
): void {
  const stay = openStay(projection, fact, site, {
    id: sessionId,
    cardId: payload.card_id ?? null,
    ticket: payload.ticket ?? null,
    licensePlate: payload.license_plate === undefined ? null : normalizePlate(payload.license_plate),
    decidedBy: payload.decided_by,
  })
  const credential = decidedAlone(fact)
  if (credential === undefined) return
  const member = projection.memberOf(credential)
  if (member !== undefined) projection.noteMember(stay.id, member.id)
  const isShared = stay.cardId !== null && member !== undefined && member.maxInside > 1
  if (!isShared) enteredTwice(stay, projection.staysWith(credential)).forEach(projection.fileConflict)
  const card = stay.cardId === null ? undefined : projection.card(stay.cardId)
  revokedInside(stay, { card, member }).forEach(projection.fileConflict)
}

/**
 * The hub had decided as well, and its answer did not arrive: the gate let in alone, and the ticket in the driver's hand is the gate's.
 * By the one the hub had thought of nobody could ever leave.
 */
function takeTicketGiven(
  projection: Projection,
  stay: SessionRecord,
  { ticket, decided_by: decidedBy }: z.output<typeof gateFacts.access_decided>,
): void {
  if (ticket !== undefined && ticket !== stay.ticket) projection.saveSession({ ...stay, ticket, decidedBy })
}

/** Somebody is inside of whom nothing is known but the picture: it takes a place, and a person lets it out. */
function openNameless(projection: Projection, sessionId: string, fact: FactRecord, site: Site): void {
  openStay(projection, fact, site, { id: sessionId, cardId: null, ticket: null, licensePlate: null, decidedBy: null })
}

type OwnPart = Pick<SessionRecord, 'id' | 'cardId' | 'ticket' | 'licensePlate' | 'decidedBy'>

function openStay(projection: Projection, fact: FactRecord, site: Site, own: OwnPart): SessionRecord {
  const machine = machineOf(site, fact.machineId)
  const stay = allowIn({
    ...own,
    outletId: site.outlet.id,
    machineId: fact.machineId,
    vehicleClass: machine?.vehicle_class ?? 'car',
    zoneId: machine?.zone ?? null,
    tariff: tariffNamed(site, projection.tariffInForce(fact.occurredAt)),
    at: fact.occurredAt,
  })
  projection.saveSession(stay)
  return stay
}

/** A gate let somebody out on its own and could not say whose stay it was. */
function compareLoneExit(
  projection: Projection,
  { visit_id: visitId }: z.output<typeof gateFacts.access_decided>,
  fact: FactRecord,
  site: Site,
): void {
  const credential = decidedAlone(fact)
  if (credential === undefined) return
  const { cardId, ticket, licensePlate } = credential
  const exit = { visitId, outletId: site.outlet.id, machineId: fact.machineId, isTicket: ticket !== undefined, at: fact.occurredAt }
  projection.fileConflict(leftAlone({ ...exit, subject: cardId ?? ticket ?? licensePlate ?? '' }, projection.staysWith(credential)))
}
