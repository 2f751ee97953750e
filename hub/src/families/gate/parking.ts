/**
 * Letting vehicles in and out: the use cases behind the gate's own requests, the HTTP API and the screens. Decisions
 * about one car park are taken one after the other, so that two gates cannot both admit the same card.
 */
import type { Site } from '@palang/config'
import { CodedError, isCoded, isoNow, mutex, uuidv7, type Clock } from '@palang/kit'
import { normalizePlate, type EntryRequest, type EntryResult, type ExitRequest, type ExitResult } from '@palang/protocol'
import { capacityOf, hasRoom } from '../../domain/capacity.ts'
import { judgeCard } from '../../domain/cards.ts'
import { allowIn, forced, turnedBack } from '../../domain/stays.ts'
import type { Actor, Fleet, Live, Parking } from '../../services.ts'
import type { MachineRecord, SessionRecord, ZoneRecord } from '../../store/records.ts'
import type { Credential, Store, Tx } from '../../store/store.ts'
import { exitResult, pay, quote, settleExit, type TariffBook } from './settlement.ts'
import { ticketFor } from './ticket.ts'

export interface ParkingOptions {
  site: Site
  store: Store
  clock: Clock
  fleet: Fleet
  live: Live
  tariffs: TariffBook
}

/** The parking use cases of one outlet. */
export function createParking({ site, store, clock, fleet, live, tariffs }: ParkingOptions): Parking {
  const decisions = mutex()
  const outletId = site.outlet.id

  /** An operator's or a program's opening; the gate's own requests open the barrier themselves. */
  async function openFor(gateId: string, session: SessionRecord, actor: Actor, reason: string): Promise<string> {
    const command = await fleet.send({ machineId: gateId, type: 'gate_control', payload: { action: 'open', gate_id: gateId, duration: 30 }, actor, reason, sessionId: session.id })
    return command.state
  }

  async function admit(request: EntryRequest, actor: Actor, gate: Gate): Promise<SessionRecord> {
    const credential = credentialOf(request)
    const at = isoNow(clock)
    const zones = await store.zones.list(outletId)
    return store.transact(async tx => {
      await refuseIfInside(tx, outletId, credential)
      const verdict = credential.cardId === undefined ? { ok: true as const } : judgeCard(await tx.cards.get(credential.cardId), at, site.parking?.unknown_cards ?? 'allow')
      if (!verdict.ok) throw new CodedError(verdict.code, `card ${credential.cardId ?? ''} is refused`)
      await refuseIfFull(tx, zones, gate)
      const session = allowIn({
        id: uuidv7(clock.now()),
        outletId,
        machineId: gate.id,
        cardId: credential.cardId ?? null,
        ticket: request.ticket_requested === true || (credential.cardId === undefined && credential.licensePlate === undefined) ? ticketFor(clock.now()) : null,
        licensePlate: credential.licensePlate ?? null,
        vehicleClass: gate.vehicleClass,
        zoneId: gate.zoneId,
        decidedBy: actor.role === 'machine' ? 'hub' : 'operator',
        tariff: tariffs.current(),
        at,
      })
      await tx.sessions.putMany([session])
      if (actor.role !== 'machine') await audit(tx, actor, at, 'parking.entry', session.id, null, { gate: gate.id, ...credential }, null)
      return session
    })
  }

  async function refuseIfFull(tx: Tx, zones: ZoneRecord[], gate: Gate): Promise<void> {
    if (!hasRoom(zones, await tx.sessions.occupancy(outletId), gate.zoneId, gate.vehicleClass)) throw new CodedError('lot_full', 'there is no free place', { retryable: true })
  }

  async function giveUp(session: SessionRecord, reason: string): Promise<void> {
    const at = isoNow(clock)
    await store.transact(async tx => {
      const [now] = await tx.sessions.getMany([session.id])
      if (now !== undefined) await tx.sessions.putMany([turnedBack(now, at, reason)])
    })
  }

  async function enter(request: EntryRequest, actor: Actor): Promise<EntryResult> {
    const gate = gateFor(await store.machines.get(request.gate_id ?? 'gate_in'), request.gate_id ?? 'gate_in', 'in')
    const fromOutside = actor.role !== 'machine'
    if (fromOutside) requireOnline(fleet, gate.id)
    if (fromOutside && request.card_id === undefined && request.license_plate === undefined) {
      throw new CodedError('invalid_request', 'give card_id or license_plate', { detail: { errors: [{ path: 'card_id', message: 'card_id or license_plate is needed' }] } })
    }
    const session = await decisions.run(() => admit(request, actor, gate))
    const result: EntryResult = { approved: true, session_id: session.id, ...(session.ticket === null ? {} : { ticket: session.ticket }) }
    if (!fromOutside) return result
    live.publish({
      type: 'parking_event',
      machineId: gate.id,
      payload: { event: 'entry', gate: gate.id, result: { ...result, card_id: session.cardId, license_plate: session.licensePlate, stage: 'approved', vehicle_expected: true } },
    })
    const failure = await attempt(() => openFor(gate.id, session, actor, 'parking_entry'))
    if (failure === undefined) return result
    await giveUp(session, failure)
    return { approved: false, session_id: session.id, reason: failure, message: 'the gate did not take the command' }
  }

  async function exit(request: ExitRequest, actor: Actor): Promise<ExitResult> {
    const gate = gateFor(await store.machines.get(request.gate_id ?? 'gate_out'), request.gate_id ?? 'gate_out', 'out')
    const fromOutside = actor.role !== 'machine'
    if (fromOutside) requireOnline(fleet, gate.id)
    const credential = credentialOf(request)
    if (Object.keys(credential).length === 0) {
      throw new CodedError('invalid_request', 'give card_id, ticket or license_plate', { detail: { errors: [{ path: 'card_id', message: 'card_id, ticket or license_plate is needed' }] } })
    }
    const at = isoNow(clock)
    const method = fromOutside && mayTakeMoney(actor) ? request.payment_method : undefined
    const { session, durationMinutes, due } = await decisions.run(() =>
      store.transact(async tx => {
        const found = await findStay(tx, outletId, credential)
        if (found === undefined) throw new CodedError('no_open_session', 'nothing open is known for this card, ticket or plate')
        const card = found.cardId === null ? undefined : await tx.cards.get(found.cardId)
        const member = card?.kind === 'member' && judgeCard(card, at, 'allow').ok
        const quoted = await quote(tariffs, found, { member, at, gateId: gate.id })
        const outcome = settleExit(quoted, method, at)
        if (outcome.payment !== undefined) await pay(tx, outcome.session, outcome.payment, { actor, at, gateId: gate.id, requestId: request.request_id })
        await tx.sessions.putMany([outcome.session])
        if (fromOutside) await audit(tx, actor, at, 'parking.exit', found.id, { state: found.state }, { state: outcome.session.state, method: method ?? null }, null)
        return { session: outcome.session, durationMinutes: quoted.durationMinutes, due: outcome.due }
      }),
    )
    const result = exitResult(session, durationMinutes, due)
    if (due > 0) throw new CodedError('unpaid', `${due} ${session.currency} is to be paid`, { detail: { ...result } })
    if (!fromOutside) return result
    live.publish({ type: 'parking_event', machineId: gate.id, payload: { event: 'exit', gate: gate.id, result: { ...result, card_id: session.cardId, stage: 'approved', vehicle_expected: true } } })
    const failure = await attempt(() => openFor(gate.id, session, actor, 'parking_exit'))
    return failure === undefined ? result : { ...result, reason: failure, message: 'paid, but the gate did not take the command; try again' }
  }

  return {
    enter,
    exit,
    async forceExit({ session_id: sessionId, card_id: cardId, reason }, actor) {
      const at = isoNow(clock)
      const ended = await decisions.run(() =>
        store.transact(async tx => {
          const found = sessionId === undefined ? await tx.sessions.findOpen(outletId, { cardId }) : (await tx.sessions.getMany([sessionId]))[0]
          if (found === undefined || found.closedAt !== null) throw new CodedError('no_open_session', 'there is no open session to end')
          const next = forced(found, at, reason)
          await tx.sessions.putMany([next])
          await audit(tx, actor, at, 'parking.force_exit', found.id, { state: found.state }, { state: next.state }, reason)
          return next
        }),
      )
      live.publish({ type: 'parking_event', machineId: ended.machineId, payload: { event: 'forced', gate: ended.machineId, result: { approved: true, session_id: ended.id, card_id: ended.cardId, reason, stage: 'closed' } } })
      return ended
    },
    async capacity() {
      return capacityOf(await store.zones.list(outletId), await store.sessions.occupancy(outletId))
    },
  }
}

interface Gate {
  id: string
  zoneId: string | null
  vehicleClass: string
}

function gateFor(machine: MachineRecord | undefined, id: string, direction: 'in' | 'out'): Gate {
  if (machine === undefined || machine.family !== 'gate') throw new CodedError('unknown_machine', `there is no gate ${id}`)
  if (machine.direction !== direction) throw new CodedError('wrong_direction', `${id} is not a gate ${direction}`)
  return { id, zoneId: machine.zoneId, vehicleClass: machine.vehicleClass ?? 'car' }
}

function requireOnline(fleet: Fleet, gateId: string): void {
  if (!fleet.isOnline(gateId)) throw new CodedError('machine_offline', `${gateId} is not connected`, { retryable: true })
}

function mayTakeMoney(actor: Actor): boolean {
  return actor.role === 'operator' || actor.role === 'admin'
}

function credentialOf(request: { card_id?: string | undefined; ticket?: unknown; license_plate?: string | undefined }): Credential {
  return {
    ...(request.card_id === undefined ? {} : { cardId: request.card_id }),
    ...(typeof request.ticket === 'string' ? { ticket: request.ticket } : {}),
    ...(request.license_plate === undefined ? {} : { licensePlate: normalizePlate(request.license_plate) }),
  }
}

/** One reader reads cards and printed tickets alike: a code that is no card inside may be a ticket. */
async function findStay(tx: Tx, outletId: string, credential: Credential): Promise<SessionRecord | undefined> {
  const found = await tx.sessions.findOpen(outletId, credential)
  return found ?? (credential.cardId === undefined ? undefined : tx.sessions.findOpen(outletId, { ticket: credential.cardId }))
}

/** A card and a plate given together are each enough to be recognised as already inside. */
async function refuseIfInside(tx: Tx, outletId: string, credential: Credential): Promise<void> {
  const { cardId, licensePlate } = credential
  const byCard = cardId === undefined ? undefined : await tx.sessions.findOpen(outletId, { cardId })
  const inside = byCard ?? (licensePlate === undefined ? undefined : await tx.sessions.findOpen(outletId, { licensePlate }))
  if (inside !== undefined) throw new CodedError('already_inside', 'this card or plate has an open stay', { detail: { session_id: inside.id } })
}

/** The code of a command that surely did not run, or nothing when it was taken or its outcome is open. */
async function attempt(open: () => Promise<string>): Promise<string | undefined> {
  try {
    const state = await open()
    return state === 'rejected' || state === 'failed' || state === 'expired' ? 'barrier_fault' : undefined
  } catch (error) {
    if (isCoded(error)) return error.code
    throw error
  }
}

async function audit(tx: Tx, actor: Actor, at: string, action: string, subject: string, before: unknown, after: unknown, reason: string | null): Promise<void> {
  await tx.audit.append([{ at, actor: actor.id, action, subject, before, after, reason, source: actor.source ?? null }])
}
