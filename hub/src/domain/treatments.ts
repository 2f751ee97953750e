/**
 * The life of a treatment: pure transitions from one record to the next, in whatever order a device's messages come. A transition that
 * does not apply gives the same record back. What a treatment is worth is fixed by the price at its end; an aborted one is worth nothing.
 */
import type { SaleResult, Treatment } from '@palang/protocol'
import type { SessionRecord } from '../store/records.ts'
import type { TreatmentRecord } from '../store/treatments.ts'
import { newSession } from './new-session.ts'

/** A session that is a treatment. */
export type TreatmentSession = SessionRecord & { treatment: TreatmentRecord }

/** Where and by what it was given. */
export interface TreatmentPlace {
  id: string
  outletId: string
  machineId: string
  deviceId: string | null
  currency: string
}

/** What a message says of it. Seconds; null for what it does not say. */
export interface TreatmentTelling {
  treatment: Treatment
  at: string
  plannedS: number | null
  actualS: number | null
}

/** Known only from its device: nobody has told of a beginning or an end yet. */
function known(place: TreatmentPlace, { treatment, at, plannedS, actualS }: TreatmentTelling): TreatmentSession {
  const { id, outletId, machineId, deviceId, currency } = place
  return {
    ...newSession({ id, family: 'ozone', outletId, state: 'running', machineId, openedAt: at, currency }),
    treatment: { treatment, deviceId, source: 'run', plannedS, actualS },
  }
}

/** A button was pressed and counted: that is all such a device tells, so it is done. */
export function pressed(place: TreatmentPlace, telling: TreatmentTelling, price: number | null): TreatmentSession {
  const session = known(place, telling)
  return ended({ ...session, treatment: { ...session.treatment, source: 'button' } }, telling, {
    outcome: 'counted',
    state: 'closed',
    price,
  })
}

/** It began. Told after its end, it only says when. */
export function began(session: TreatmentSession | undefined, place: TreatmentPlace, telling: TreatmentTelling): TreatmentSession {
  if (session === undefined) return known(place, telling)
  const { treatment } = session
  const openedAt = telling.at < session.openedAt || session.closedAt === null ? telling.at : session.openedAt
  return { ...session, openedAt, treatment: { ...treatment, plannedS: telling.plannedS ?? treatment.plannedS } }
}

/** It ran to its end. */
export function finished(
  session: TreatmentSession | undefined,
  place: TreatmentPlace,
  telling: TreatmentTelling,
  price: number | null,
): TreatmentSession {
  return endOf(session, place, telling, { outcome: 'done', state: 'closed', price })
}

/** It was broken off; somebody opened the door, stopped it, or it failed. */
export function aborted(session: TreatmentSession | undefined, place: TreatmentPlace, telling: TreatmentTelling): TreatmentSession {
  return endOf(session, place, telling, { outcome: 'aborted', state: 'aborted', price: 0 })
}

interface Ending {
  outcome: string
  state: 'closed' | 'aborted'
  price: number | null
}

function endOf(session: TreatmentSession | undefined, place: TreatmentPlace, telling: TreatmentTelling, ending: Ending): TreatmentSession {
  const begun = session ?? known(place, { ...telling, at: beginningOf(telling) })
  return begun.closedAt === null || isEndUnknown(begun) ? ended({ ...begun, outcomeReason: null }, telling, ending) : begun
}

/** Nobody told its end within all the time it may have run: it is over since `at`, how nobody knows, and worth nothing until its device tells. */
export function endUnknown(session: TreatmentSession, at: string): TreatmentSession {
  if (session.closedAt !== null) return session
  const telling = { treatment: session.treatment.treatment, at, plannedS: null, actualS: null }
  return { ...ended(session, telling, { outcome: 'unknown', state: 'aborted', price: 0 }), outcomeReason: 'unknown' }
}

/** Whether it was only taken for ended. */
export function isEndUnknown({ outcome }: Pick<SessionRecord, 'outcome'>): boolean {
  return outcome === 'unknown'
}

/** Of an end whose beginning nobody told. */
function beginningOf({ at, actualS }: TreatmentTelling): string {
  return actualS === null ? at : new Date(Date.parse(at) - actualS * 1000).toISOString()
}

function ended(session: TreatmentSession, { treatment: name, at, plannedS, actualS }: TreatmentTelling, { outcome, state, price }: Ending) {
  const { treatment } = session
  return {
    ...session,
    state,
    outcome,
    closedAt: at < session.openedAt ? session.openedAt : at,
    amount: price,
    lines: price === null ? null : [{ text: 'treatment', name, quantity: 1, unit_amount: price, amount: price }],
    pricedAt: price === null ? null : at,
    treatment: { ...treatment, plannedS: plannedS ?? treatment.plannedS, actualS: actualS ?? treatment.actualS },
  } satisfies TreatmentSession
}

/** What a controller tells of a treatment that is ordered. */
export interface TreatmentOrder {
  treatment: Treatment
  plannedS: number
  /** Of a sale; null for one nobody pays for. */
  price: number | null
  at: string
}

/** Chosen by a customer or ordered by a command: nothing runs yet. */
export function orderedTreatment(place: TreatmentPlace, { treatment, plannedS, price, at }: TreatmentOrder): TreatmentSession {
  const session = known(place, { treatment, at, plannedS, actualS: null })
  const priced = price === null ? {} : { amount: price, pricedAt: at }
  return { ...session, ...priced, state: 'ordered' }
}

/** The price is covered. */
export function paidTreatment(session: SessionRecord, at: string): SessionRecord {
  if (session.closedAt !== null) return session
  return { ...session, state: session.state === 'ordered' ? 'paid' : session.state, paidAt: at }
}

/** The board has it in hand. */
export function startedTreatment(session: SessionRecord): SessionRecord {
  return session.state === 'ordered' || session.state === 'paid' ? { ...session, state: 'running' } : session
}

/** What a controller says a treatment came to. */
export interface TreatmentEnding {
  result: SaleResult
  reason: string
  actualS: number
  exact: boolean
  /** The price of what ran; null where nobody pays. */
  charged: number | null
}

/** The one end. What ran and was not done is broken off; what never ran failed, or was given up. */
export function endedTreatment(
  session: TreatmentSession,
  { result, reason, actualS, exact, charged }: TreatmentEnding,
  at: string,
): TreatmentSession {
  if (session.closedAt !== null) return session
  const { treatment } = session
  const hasRun = actualS > 0 || !exact
  const state = result === 'success' ? 'closed' : hasRun ? 'aborted' : result
  const lines =
    charged === null ? null : [{ text: 'treatment', name: treatment.treatment, quantity: 1, unit_amount: charged, amount: charged }]
  return {
    ...session,
    state,
    closedAt: at,
    outcome: exact ? state : 'unknown',
    outcomeReason: reason,
    amount: charged,
    lines,
    treatment: { ...treatment, actualS },
  }
}
