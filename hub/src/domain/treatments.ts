/**
 * The life of a treatment: pure transitions from one record to the next, in whatever order a device's messages come. A transition that
 * does not apply gives the same record back. What a treatment is worth is fixed by the price at its end; an aborted one is worth nothing.
 */
import type { Treatment } from '@palang/protocol'
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
  return begun.closedAt === null ? ended(begun, telling, ending) : begun
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
