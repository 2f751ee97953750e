/** Drivers without ticket: their stay is found by a person and priced with the fine, or the fine alone is taken. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import { normalizePlate, type ExitResult, type PaymentMethod } from '@palang/protocol'
import { exitGraceMinutes, priceStay, type Tariff } from '@palang/tariff'
import { allowIn, lostTicket } from '../../domain/stays.ts'
import type { Actor } from '../../services.ts'
import type { SessionRecord } from '../../store/records.ts'
import { auditAct, gateFor, openFor, openingTold, type ParkingParts } from './decision.ts'
import { isMember } from './membership.ts'
import { exitResult, frozenTariff, pay, quote, settleExit, type TariffName } from './settlement.ts'

export interface FoundStay {
  sessionId: string
  gateId: string
  reason: string
}

/**
 * Says that the driver of this stay lost his ticket, and prices it with the fine of the tariff it entered under. Again, it gives the price of
 * that moment. Throws `no_open_session`.
 */
export async function loseTicket(parts: ParkingParts, { sessionId, gateId, reason }: FoundStay, actor: Actor): Promise<ExitResult> {
  const { clock, tariffs, decisions } = parts
  const gate = gateFor(parts, gateId, 'out', false)
  return decisions.decide(async tx => {
    const [found] = await tx.sessions.getMany([sessionId])
    if (found === undefined || found.family !== 'gate' || found.closedAt !== null)
      throw new CodedError('no_open_session', 'there is no such open stay')
    const at = isoNow(clock)
    const lost = lostTicket(found)
    const quoted = await quote(tx, tariffs, lost, { member: await isMember(tx, lost, at), at, gateId: gate.id })
    const { session, due } = settleExit(quoted, at)
    await tx.sessions.putMany([session])
    if (lost !== found) {
      const act = {
        action: 'parking.lost_ticket',
        subject: found.id,
        before: { state: found.state },
        after: { state: session.state, due },
      }
      await auditAct(tx, actor, { at, ...act, reason })
    }
    return exitResult(session, { ...quoted, due })
  })
}

export interface UnknownStay {
  gateId: string
  vehicleClass: string | undefined
  licensePlate: string | undefined
  method: PaymentMethod
  reason: string
}

/**
 * Takes the fine alone for a vehicle of which no entry is on record, and lets it out. Throws `machine_offline` before any money is booked.
 */
export async function fineUnknownStay(parts: ParkingParts, given: UnknownStay, actor: Actor): Promise<ExitResult> {
  const { clock, decisions, tariffs } = parts
  const gate = gateFor(parts, given.gateId, 'out', true)
  const { session, result } = await decisions.decide(async tx => {
    const at = isoNow(clock)
    const fined = finedStay(
      parts,
      { ...given, vehicleClass: given.vehicleClass ?? gate.vehicleClass, zoneId: gate.zoneId },
      await tariffs.inForce(tx, at),
      at,
    )
    const table = await frozenTariff(tx, tariffs, fined, at)
    const price = fineOf(parts, fined, table)
    const owed = { price, amount: price.amount, due: price.amount, stands: false }
    const quoted = { session: fined, durationMinutes: 0, gateId: gate.id, graceMinutes: exitGraceMinutes(table, gate.id), ...owed }
    const { session: paid, due } = await pay(tx, quoted, { method: given.method, actor, at, requestId: undefined })
    if (due > 0) throw new CodedError('unpaid', 'the fine is to be paid', { detail: { ...exitResult(paid, { ...quoted, due }) } })
    await tx.sessions.putMany([paid])
    const after = { amount: paid.amount, method: given.method, gate: gate.id }
    await auditAct(tx, actor, { at, action: 'parking.lost_ticket_unknown', subject: paid.id, before: null, after, reason: given.reason })
    return { session: paid, result: exitResult(paid, { ...quoted, due }) }
  })
  const opening = await openFor(parts, gate.id, session, actor, 'lost_ticket')
  return opening.failure === undefined ? { ...result, ...openingTold(opening) } : { ...result, reason: opening.failure }
}

function finedStay(
  { site, clock }: ParkingParts,
  given: UnknownStay & { zoneId: string | null },
  tariff: TariffName,
  at: string,
): SessionRecord {
  const stay = allowIn({
    id: uuidv7(clock.now()),
    outletId: site.outlet.id,
    machineId: given.gateId,
    cardId: null,
    ticket: null,
    licensePlate: given.licensePlate === undefined ? null : normalizePlate(given.licensePlate),
    vehicleClass: given.vehicleClass ?? 'car',
    zoneId: given.zoneId,
    decidedBy: 'operator',
    tariff,
    at,
  })
  return lostTicket({ ...stay, entryEvidence: 'none' })
}

/** The line of the fine, without those of a time nobody knows. */
function fineOf({ tariffs }: ParkingParts, { vehicleClass, openedAt }: SessionRecord, tariff: Tariff) {
  const atMs = Date.parse(openedAt)
  const stay = { enteredAtMs: atMs, untilMs: atMs, timeZone: tariffs.timeZone, vehicleClass: vehicleClass ?? 'car', member: false }
  const price = priceStay(tariff, { ...stay, lostTicket: true })
  const lines = price.lines.filter(({ text }) => text === 'lost_ticket')
  return { ...price, lines, amount: lines.reduce((sum, { amount }) => sum + amount, 0) }
}
