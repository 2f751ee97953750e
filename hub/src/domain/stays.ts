/**
 * The life of a stay: pure transitions from one record to the next. A transition that does
 * not apply gives the same record back, so that a fact told late or twice changes nothing.
 */
import type { PriceLine, SessionState } from '@palang/protocol'
import type { SessionRecord } from '../store/records.ts'
import { newSession } from './new-session.ts'
import type { GivenValidation } from '../store/tariff-records.ts'

/** States in which a vehicle takes up a place. */
export const occupyingStates: readonly SessionState[] = ['inside', 'paying', 'paid', 'leaving', 'lost_ticket']

/** States in which somebody was let in but has not been seen passing; they reserve a place. */
export const reservingStates: readonly SessionState[] = ['waiting']

export interface NewStay {
  id: string
  outletId: string
  machineId: string
  cardId: string | null
  ticket: string | null
  licensePlate: string | null
  vehicleClass: string
  zoneId: string | null
  decidedBy: SessionRecord['decidedBy']
  tariff: { id: string; version: number; currency: string }
  at: string
}

/** A stay that was allowed in; it counts as inside only once passage is proven. */
export function allowIn(stay: NewStay): SessionRecord {
  const { id, outletId, machineId, cardId, ticket, licensePlate, vehicleClass, zoneId, decidedBy, tariff, at } = stay
  return {
    ...newSession({ id, family: 'gate', outletId, state: 'waiting', machineId, openedAt: at, currency: tariff.currency }),
    cardId,
    ticket,
    licensePlate,
    vehicleClass,
    zoneId,
    decidedBy,
    tariffId: tariff.id,
    tariffVersion: tariff.version,
  }
}

/** A stay of which only the exit is known: its card may leave, nobody saw it come in. Nothing is owed. */
export function leavingUnseen(stay: NewStay): SessionRecord {
  const { at, machineId } = stay
  return {
    ...allowIn(stay),
    state: 'paid',
    exitMachineId: machineId,
    exitRequestedAt: at,
    entryEvidence: 'none',
    amount: 0,
    lines: [],
    pricedAt: at,
    paidAt: at,
  }
}

/** Passage at the entry is proven. Proof also corrects a stay given up only because no passage had been heard of. */
export function entered(stay: SessionRecord, at: string, evidence: string): SessionRecord {
  const givenUp = stay.state === 'turned_back' && stay.outcomeReason === noPassageSeen
  if (stay.enteredAt !== null || (stay.state !== 'waiting' && stay.state !== 'detected' && stay.closedAt !== null && !givenUp)) return stay
  const state: SessionState = stay.state === 'waiting' || stay.state === 'detected' || givenUp ? 'inside' : stay.state
  return { ...stay, state, enteredAt: at, entryEvidence: evidence, closedAt: null, outcome: null, outcomeReason: null }
}

/** Reason of a stay ended by the hub because no gate told of a passage in time. */
export const noPassageSeen = 'no_passage_seen'

/** The vehicle did not drive through. At the entry the stay ends; at the exit it goes back to where it stood. */
export function turnedBack(stay: SessionRecord, at: string, reason: string): SessionRecord {
  if (stay.state === 'waiting' || stay.state === 'detected') {
    return { ...stay, state: 'turned_back', closedAt: at, outcome: 'turned_back', outcomeReason: reason }
  }
  if (stay.state === 'paying') return { ...stay, state: 'inside' }
  if (stay.state === 'leaving') return { ...stay, state: 'paid' }
  return stay
}

/** Kept beside the state, which goes on to `paid` and `leaving`: the fine belongs to the price from now on. */
const lostTicketReason = 'lost_ticket'

/** Whether the driver of this stay lost his ticket. */
export function hasLostTicket({ state, outcomeReason }: Pick<SessionRecord, 'state' | 'outcomeReason'>): boolean {
  return state === 'lost_ticket' || outcomeReason === lostTicketReason
}

/** A person found the stay of a driver without ticket: what was priced before is priced anew, with the fine. */
export function lostTicket(stay: SessionRecord): SessionRecord {
  if (stay.closedAt !== null || hasLostTicket(stay)) return stay
  return { ...stay, state: 'lost_ticket', outcomeReason: lostTicketReason, paidAt: null }
}

/** A price was told to the customer; it stands until the next one. */
export function priced(
  stay: SessionRecord,
  price: { amount: number; currency: string; lines: PriceLine[] },
  at: string,
  exitMachineId: string,
): SessionRecord {
  if (stay.closedAt !== null) return stay
  return {
    ...stay,
    state: hasLostTicket(stay) ? 'lost_ticket' : 'paying',
    amount: price.amount,
    currency: price.currency,
    lines: price.lines,
    pricedAt: at,
    exitRequestedAt: at,
    exitMachineId,
  }
}

/** Whether a price was told that nothing has covered yet: of a stay, with the fine for a lost ticket or without, or of a sale of water. */
export function isPriceTold({ state }: Pick<SessionRecord, 'state'>): boolean {
  return state === 'paying' || state === 'lost_ticket' || state === 'ordered'
}

const coveredStates: readonly SessionState[] = ['paid', 'leaving', 'dispensing', 'running']

/** Whether what a session costs was paid: the vehicle may leave, the water or the treatment may run or does. */
export function isCovered({ state }: Pick<SessionRecord, 'state'>): boolean {
  return coveredStates.includes(state)
}

/** Money came in (or went out, when negative). The ledger entry is booked beside it in the same transaction. */
export function moneyMoved(stay: SessionRecord, amount: number): SessionRecord {
  return { ...stay, paidAmount: stay.paidAmount + amount }
}

/** A merchant gave something; the next price takes it off. */
export function withValidation(stay: SessionRecord, given: GivenValidation): SessionRecord {
  return stay.closedAt === null ? { ...stay, validations: [...(stay.validations ?? []), given] } : stay
}

/** The price is covered; the vehicle may leave, or the water run. */
export function settled(stay: SessionRecord, at: string): SessionRecord {
  if (stay.closedAt !== null || stay.state === 'leaving' || stay.state === 'dispensing') return stay
  return { ...stay, state: 'paid', paidAt: at }
}

/** The exit barrier opened for this stay. */
export function leaving(stay: SessionRecord): SessionRecord {
  return stay.state === 'paid' ? { ...stay, state: 'leaving' } : stay
}

/** Passage at the exit is proven; the stay is over. What it owes stays owed where it drove through behind another. */
export function left(
  stay: SessionRecord,
  { at, evidence, gateId, how }: { at: string; evidence: string; gateId: string; how?: WayThrough | undefined },
): SessionRecord {
  if (stay.closedAt !== null) return stay
  const isSettled = stay.state === 'paid' || stay.state === 'leaving'
  const outcome = how === undefined || isSettled ? 'passed' : outcomes[how]
  const reason = how === undefined || isSettled ? {} : { outcomeReason: how }
  // A lost ticket is an end of its own: its pictures are kept longer, and lists find it.
  const state: SessionState = hasLostTicket(stay) ? 'lost_ticket' : 'closed'
  return { ...stay, state, closedAt: at, exitEvidence: evidence, exitMachineId: gateId, outcome, ...reason }
}

/** How somebody came through who did not have to, or did not, show anything. */
export type WayThrough = 'held_open' | 'tailgated'
const outcomes = { held_open: 'held_open', tailgated: 'unpaid' } as const satisfies Record<WayThrough, string>

/** A person ended the stay. */
export function forced(stay: SessionRecord, at: string, reason: string): SessionRecord {
  if (stay.closedAt !== null) return stay
  return { ...stay, state: 'forced', closedAt: at, outcome: 'forced', outcomeReason: reason }
}
