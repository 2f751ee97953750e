/** What letting in and letting out have in common: the gate, the credential, the opening, the audit. */
import type { Site } from '@palang/config'
import { CodedError, isCoded, type Clock } from '@palang/kit'
import { normalizePlate, numberOnCode, type CommandState } from '@palang/protocol'
import type { Actor, Fleet, Live, OnlinePayments } from '../../services.ts'
import { alarmMessage } from '../../domain/alarms.ts'
import { isPayStation, machineOf } from '../../site-machines.ts'
import type { AlarmRecord, SessionRecord } from '../../store/records.ts'
import type { Credential, Store, Tx } from '../../store/store.ts'
import type { Decisions } from './decisions.ts'
import type { TariffBook } from './settlement.ts'

export interface ParkingParts {
  site: Site
  store: Store
  clock: Clock
  fleet: Fleet
  live: Live
  tariffs: TariffBook
  payments: Pick<OnlinePayments, 'isOffered'>
  decisions: Decisions
  /** Seals the codes of tickets; without it they carry their number only. */
  ticketKey?: () => string
  /** Openings under way, by stay. */
  openings: Map<string, Promise<Opening>>
}

/** Seconds the barrier stays open for a vehicle that an operator or a program lets through. */
const openForSeconds = 30

export interface Gate {
  id: string
  zoneId: string | null
  vehicleClass: string
  /** Nobody leaves here: what is asked is only what the stay owes. */
  isStation: boolean
}

/** The gate of a request. A pay station that asks for itself stands for an exit. Throws `unknown_machine`, `wrong_direction`, and `machine_offline` when it must open by command. */
export function gateFor({ site, fleet }: ParkingParts, id: string, direction: 'in' | 'out', mustOpen: boolean): Gate {
  const machine = machineOf(site, id)
  if (machine === undefined || machine.family !== 'gate') throw new CodedError('unknown_machine', `there is no gate ${id}`)
  const isStation = isPayStation(machine)
  const mayAsk = machine.direction === direction || (isStation && direction === 'out' && !mustOpen)
  if (!mayAsk) throw new CodedError('wrong_direction', `${id} is not a gate ${direction}`)
  if (mustOpen && !fleet.isOnline(id)) throw new CodedError('machine_offline', `${id} is not connected`, { retryable: true })
  return { id, zoneId: machine.zone ?? null, vehicleClass: machine.vehicle_class, isStation }
}

/** True for requests that do not come from the gate itself, which opens its own barrier. */
export function isFromOutside(actor: Actor): boolean {
  return actor.role !== 'machine'
}

/** The credential of a request, plates normalised. Throws `invalid_request` when there is none. */
export function credentialOf(request: { card_id?: string | undefined; ticket?: unknown; license_plate?: string | undefined }): Credential {
  const credential = {
    ...(request.card_id === undefined ? {} : { cardId: request.card_id }),
    ...(typeof request.ticket === 'string' ? { ticket: numberOnCode(request.ticket) ?? request.ticket } : {}),
    ...(request.license_plate === undefined ? {} : { licensePlate: normalizePlate(request.license_plate) }),
  }
  if (Object.keys(credential).length > 0) return credential
  const message = 'a card, ticket or licence plate is needed'
  throw new CodedError('invalid_request', message, { detail: { errors: [{ path: 'card_id', message }] } })
}

/** What became of an opening: `failure` is the code of one that surely did not run; `state` tells whether it is proven yet. */
export interface Opening {
  failure?: string
  state?: CommandState
  commandId?: string
}

/**
 * What the asker is told of an opening that may have run: whether somebody confirmed it, in words where nobody did, and
 * the command to ask for later.
 */
export function openingTold({ state, commandId }: Opening): Record<string, unknown> {
  const told = { command_id: commandId, command_state: state }
  if (state === 'unknown')
    return {
      ...told,
      reason: 'outcome_unknown',
      message: 'allowed, but the gate did not say in time whether it opens: look before asking again',
    }
  if (state === 'sent') return { ...told, message: 'allowed, and the gate was told; a controller of its kind does not confirm' }
  return told
}

/** Opens the gate for a stay by command. Asked again while that is under way, the same opening is meant. */
export function openFor(parts: ParkingParts, gateId: string, session: SessionRecord, actor: Actor, reason: string): Promise<Opening> {
  const underWay = parts.openings.get(session.id)
  if (underWay !== undefined) return underWay
  const opening = order(parts, gateId, session, actor, reason)
  parts.openings.set(session.id, opening)
  return opening
}

async function order(
  { fleet, openings }: ParkingParts,
  gateId: string,
  session: SessionRecord,
  actor: Actor,
  reason: string,
): Promise<Opening> {
  const payload = { action: 'open', gate_id: gateId, duration: openForSeconds }
  const over = () => openings.delete(session.id)
  try {
    const { id, state, error } = await fleet.send({
      machineId: gateId,
      type: 'gate_control',
      payload,
      actor,
      reason,
      sessionId: session.id,
    })
    fleet.ended(id).then(over, over)
    const failed = state === 'rejected' || state === 'failed' || state === 'expired'
    return failed ? { failure: error?.code ?? 'barrier_fault', state, commandId: id } : { state, commandId: id }
  } catch (error) {
    const commandId = isCoded(error) ? error.detail['command_id'] : undefined
    if (isCoded(error) && error.code === 'database_unavailable' && typeof commandId === 'string') {
      fleet.ended(commandId).then(over, over)
      return { state: 'unknown', commandId }
    }
    over()
    if (isCoded(error)) return { failure: error.code }
    throw error
  }
}

/** Tells the screens of alarms that were stored. */
export function tellAlarms({ live }: Pick<ParkingParts, 'live'>, alarms: readonly AlarmRecord[]): void {
  for (const alarm of alarms) live.publish({ type: 'alarm', machineId: alarm.machineId, payload: alarmMessage(alarm) })
}

export interface Act {
  at: string
  action: string
  subject: string
  before: unknown
  after: unknown
  reason?: string | undefined
}

/** Notes an act of a person or program in the same transaction as what it changed. */
export async function auditAct(tx: Tx, actor: Actor, { reason, ...act }: Act): Promise<void> {
  await tx.audit.append([{ ...act, actor: actor.id, reason: reason ?? null, source: actor.source ?? null }])
}
