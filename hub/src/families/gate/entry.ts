/** Where a card, ticket button or plate is authorised to come in. */
import { CodedError, isCoded, isoNow, uuidv7 } from '@palang/kit'
import { openTo, type EntryRequest, type EntryResult, type PlateRead } from '@palang/protocol'
import { judgeCard } from '../../domain/cards.ts'
import { allowIn, turnedBack } from '../../domain/stays.ts'
import type { Actor } from '../../services.ts'
import type { MemberRecord } from '../../store/identity-records.ts'
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
import { memberWith, mustBeAllowedIn, validDays } from './membership.ts'
import { entryRead, isOnlyRead, noteIdentity } from './plates.ts'
import { fileRepeat, repeatedEntry } from './passback.ts'
import { parkedAt, placesOfLane } from './places.ts'
import { ticketFor, ticketTold } from './ticket.ts'

/** Decides an entry and, unless the gate itself asks, opens the gate. Throws `already_inside`, `lot_full`, `card_…`. */
export async function enter(parts: ParkingParts, request: EntryRequest, actor: Actor): Promise<EntryResult> {
  const outside = isFromOutside(actor)
  const gate = gateFor(parts, request.gate_id ?? 'gate_in', 'in', outside)
  const credential = !outside && request.ticket_requested === true ? {} : credentialOf(request)
  const stayId = outside ? undefined : request.visit_id
  const read = outside ? undefined : request.plate_read
  const { session, alarms, valid } = await admit(parts, { credential, actor, gate, stayId, read })
  tellAlarms(parts, alarms)
  const result: EntryResult = {
    approved: true,
    session_id: session.id,
    ...ticketTold(session, parts.ticketKey),
    ...(valid === undefined ? {} : { valid_days: valid }),
  }
  if (!outside) return result

  const told = { ...result, card_id: session.cardId, license_plate: session.licensePlate, stage: 'approved', vehicle_expected: true }
  parts.live.publish({ type: 'parking_event', machineId: gate.id, payload: { event: 'entry', gate: gate.id, result: told } })
  const opening = await openFor(parts, gate.id, session, actor, 'parking_entry')
  const { failure } = opening
  if (failure === undefined) return { ...result, ...openingTold(opening) }
  await giveUp(parts, session, failure)
  return { approved: false, session_id: session.id, reason: failure, message: 'the gate did not take the command' }
}

interface Asking {
  credential: Credential
  actor: Actor
  gate: Gate
  /**
   * A visit at the entry becomes at most one stay, under the visit's own id: when an answer came too late and the gate
   * decided alone, both decisions are about the same stay.
   */
  stayId: string | undefined
  /** What the gate's camera read. */
  read: PlateRead | undefined
}

/** A stay, and what is to be told about it. */
interface Admitted {
  session: SessionRecord
  alarms: AlarmRecord[]
  /** Days its membership is still valid, when these are few. */
  valid: number | undefined
}

/** The decision itself: nobody twice unless the site's rule says so, no refused card, no more vehicles than places. */
function admit(parts: ParkingParts, { credential, actor, gate, stayId, read }: Asking): Promise<Admitted> {
  const { site, decisions, clock, tariffs } = parts
  const at = isoNow(clock)
  return decisions.decide(async tx => {
    const [earlier] = stayId === undefined ? [] : await tx.sessions.getMany([stayId])
    const told = (session: SessionRecord) => validDays(tx, session, at, site.parking?.member_warning_days ?? 0)
    if (earlier?.state === 'waiting') return { session: earlier, alarms: [], valid: await told(earlier) }
    const member = await memberWith(tx, credential)
    if (member === undefined && isOnlyRead(credential, read)) throw new CodedError('plate_unknown', 'no membership has this plate')
    const repeat = await repeatedEntry(parts, tx, { credential: judgedAlone(credential, member), at })
    if (member !== undefined) await mustBeAllowedIn(tx, member, at)
    const card = credential.cardId === undefined ? undefined : await tx.cards.get(credential.cardId)
    // A card of a membership is known by that; one registered besides, blocked perhaps, is judged as well.
    if (credential.cardId !== undefined) {
      const verdict = judgeCard(card, at, member === undefined ? (site.parking?.unknown_cards ?? 'allow') : 'allow')
      if (!verdict.ok) throw new CodedError(verdict.code, `card ${credential.cardId} is refused`)
    }
    await refuseIfFull(parts, tx, { gate, isMember: member !== undefined || card?.kind === 'member' })
    const session = allowIn({
      id: earlier === undefined ? (stayId ?? uuidv7(clock.now())) : uuidv7(clock.now()),
      outletId: site.outlet.id,
      machineId: gate.id,
      cardId: credential.cardId ?? null,
      ticket: Object.keys(credential).length === 0 ? ticketFor(clock.now()) : null,
      licensePlate: credential.licensePlate ?? null,
      vehicleClass: gate.vehicleClass,
      zoneId: gate.zoneId,
      decidedBy: isFromOutside(actor) ? 'operator' : 'hub',
      tariff: await tariffs.inForce(tx, at),
      at,
    })
    await tx.sessions.putMany([session])
    if (isFromOutside(actor)) {
      await auditAct(tx, actor, { at, action: 'parking.entry', subject: session.id, before: null, after: { gate: gate.id, ...credential } })
    }
    await noteIdentity(tx, session.id, { ...entryRead(read), ...(member === undefined ? {} : { memberId: member.id }) })
    return { session, alarms: repeat === undefined ? [] : await fileRepeat(tx, session, repeat, at), valid: await told(session) }
  })
}

/** A card that several vehicles of a membership share is inside as often as the membership allows; a plate never is. */
function judgedAlone(credential: Credential, member: MemberRecord | undefined): Credential {
  const isShared = member !== undefined && member.maxInside > 1
  return isShared ? { licensePlate: credential.licensePlate } : credential
}

async function refuseIfFull(parts: ParkingParts, tx: Tx, { gate, isMember }: { gate: Gate; isMember: boolean }): Promise<void> {
  const { site, store, clock } = parts
  const zones = await store.zones.list(site.outlet.id)
  const whom = openTo(placesOfLane(site, zones, await parkedAt(tx, site, clock.now()), gate))
  if (whom === 'everyone' || (whom === 'members' && isMember)) return
  throw new CodedError('lot_full', 'there is no free place', { retryable: true })
}

/** Milliseconds. */
const giveUpAgainAfter = 2_000

/** Ends a stay whose gate was not opened. While the database is away that is tried again: its card would be kept out. */
async function giveUp(parts: ParkingParts, session: SessionRecord, reason: string): Promise<void> {
  const { store, clock } = parts
  try {
    await store.transact(async tx => {
      const [now] = await tx.sessions.getMany([session.id])
      if (now !== undefined) await tx.sessions.putMany([turnedBack(now, isoNow(clock), reason)])
    })
  } catch (error) {
    if (isCoded(error) && error.retryable) clock.after(giveUpAgainAfter, () => void giveUp(parts, session, reason).catch(() => undefined))
    throw error
  }
}
