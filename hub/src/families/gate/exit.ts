/** Where a stay is found again, priced, paid and let out. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import { numberOnCode, type ExitRequest, type ExitResult } from '@palang/protocol'
import type { Actor } from '../../services.ts'
import { leftAlone, subjectOf } from '../../domain/conflicts.ts'
import { leavingUnseen } from '../../domain/stays.ts'
import type { AlarmRecord, SessionRecord } from '../../store/records.ts'
import type { Credential, Tx } from '../../store/store.ts'
import {
  auditAct,
  credentialOf,
  gateFor,
  isFromOutside,
  openFor,
  openingTold,
  tellAlarms,
  type Gate,
  type ParkingParts,
} from './decision.ts'
import { isMember, showsMember } from './membership.ts'
import { comparePlates } from './plates.ts'
import { exitWithoutEntry, fileConflicts } from './passback.ts'
import { exitResult, pay, quote, settleExit } from './settlement.ts'

interface Settled {
  session: SessionRecord
  durationMinutes: number
  graceMinutes: number
  due: number
  alarms: AlarmRecord[]
  /** Another vehicle than came in, as the plates say: it stays as it is. */
  isRefused?: boolean
}

/**
 * Prices a stay and lets it out when nothing is owed; an operator or program may pay in the same breath. Throws
 * `no_open_session`, `plate_mismatch`, and `unpaid` with the whole result as its detail.
 */
export async function leave(parts: ParkingParts, request: ExitRequest, actor: Actor): Promise<ExitResult> {
  const outside = isFromOutside(actor)
  const gate = gateFor(parts, request.gate_id ?? 'gate_out', 'out', outside)
  const credential: Credential = outside && request.session_id !== undefined ? { sessionId: request.session_id } : credentialOf(request)
  const settled = await settle(parts, { credential, request, actor, gate })
  const { session, due } = settled
  tellAlarms(parts, settled.alarms)
  if (settled.isRefused === true)
    throw new CodedError('plate_mismatch', 'another plate was read at the entry', { detail: { session_id: session.id } })
  const result = exitResult(session, settled)
  if (due > 0) {
    const detail = parts.payments.isOffered() ? { ...result, qris: true } : { ...result }
    throw new CodedError('unpaid', `${due} ${session.currency} is to be paid`, { detail })
  }
  if (!outside) return result

  const told = { ...result, card_id: session.cardId, stage: 'approved', vehicle_expected: true }
  parts.live.publish({ type: 'parking_event', machineId: gate.id, payload: { event: 'exit', gate: gate.id, result: told } })
  const opening = await openFor(parts, gate.id, session, actor, 'parking_exit')
  const { failure } = opening
  return failure === undefined
    ? { ...result, ...openingTold(opening) }
    : { ...result, reason: failure, message: 'paid, but the gate did not take the command; try again' }
}

interface Asked {
  credential: Credential
  request: ExitRequest
  actor: Actor
  gate: Gate
}

function settle(parts: ParkingParts, asked: Asked): Promise<Settled> {
  const { credential, request, actor, gate } = asked
  const { site, decisions, clock, tariffs } = parts
  const at = isoNow(clock)
  // A gate's own money comes as facts of its acceptor, never as a claim in a request.
  const method = actor.role === 'operator' || actor.role === 'admin' ? request.payment_method : undefined
  return decisions.decide(async tx => {
    const found = await findStay(tx, site.outlet.id, credential)
    if (found === undefined && gate.isStation) throw nothingOpen()
    if (found === undefined) return letOutUnseen(parts, tx, asked, at)
    const read = isFromOutside(actor) ? undefined : request.plate_read
    const { isRefused, alarms } = await comparePlates(parts, tx, { stay: found, read, gate, at })
    if (isRefused) return { session: found, durationMinutes: 0, graceMinutes: 0, due: 0, alarms, isRefused }
    const quoted = await quote(tx, tariffs, found, { member: await isMember(tx, found, at), at, gateId: gate.id })
    const outcome =
      method === undefined ? settleExit(quoted, at) : await pay(tx, quoted, { method, actor, at, requestId: request.request_id })
    await tx.sessions.putMany([outcome.session])
    if (isFromOutside(actor)) {
      const after = { state: outcome.session.state, method: method ?? null }
      await auditAct(tx, actor, { at, action: 'parking.exit', subject: found.id, before: { state: found.state }, after })
    }
    const { durationMinutes, graceMinutes } = quoted
    return { session: outcome.session, durationMinutes, graceMinutes, due: outcome.due, alarms }
  })
}

/** One reader reads cards and printed tickets alike: a code that is no card inside may be a ticket. */
async function findStay(tx: Tx, outletId: string, credential: Credential): Promise<SessionRecord | undefined> {
  const found = await tx.sessions.findOpen(outletId, credential)
  if (found !== undefined || credential.cardId === undefined) return found
  return tx.sessions.findOpen(outletId, { ticket: numberOnCode(credential.cardId) ?? credential.cardId })
}

/**
 * A member who pays nothing may leave although nobody saw him come in, where the anti-passback rule says so. Anybody else has no
 * price without an entry: that is a matter for a person. Throws `no_open_session`, `already_outside`.
 */
async function letOutUnseen(parts: ParkingParts, tx: Tx, { credential, actor, gate }: Asked, at: string): Promise<Settled> {
  const { site, clock, tariffs } = parts
  const tariff = await tariffs.inForce(tx, at)
  const { members_free: membersFree, members } = await tariffs.version(tariff.id, tariff.version)
  const isFree = membersFree && members === undefined
  if (!isFree || !(await showsMember(tx, credential, at))) throw nothingOpen()
  const verdict = await exitWithoutEntry(parts, tx, { credential, at })
  if (verdict === undefined) throw nothingOpen()
  const session = leavingUnseen({
    id: uuidv7(clock.now()),
    outletId: site.outlet.id,
    machineId: gate.id,
    cardId: credential.cardId ?? null,
    ticket: null,
    licensePlate: credential.licensePlate ?? null,
    vehicleClass: gate.vehicleClass,
    zoneId: gate.zoneId,
    decidedBy: isFromOutside(actor) ? 'operator' : 'hub',
    tariff,
    at,
  })
  await tx.sessions.putMany([session])
  const exit = { visitId: session.id, outletId: site.outlet.id, machineId: gate.id, subject: subjectOf(session), isTicket: false, at }
  const alarms = verdict.isAlarm ? await fileConflicts(tx, [leftAlone(exit, [])], 'passback', at) : []
  if (isFromOutside(actor)) {
    await auditAct(tx, actor, { at, action: 'parking.exit', subject: session.id, before: null, after: { state: session.state } })
  }
  return { session, durationMinutes: 0, graceMinutes: 0, due: 0, alarms }
}

function nothingOpen(): CodedError<'no_open_session'> {
  return new CodedError('no_open_session', 'nothing open is known for this card, ticket or plate')
}
