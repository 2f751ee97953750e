/** What letting in and letting out have in common: the gate, the credential, the opening, the audit. */
import type { Site } from '@palang/config'
import { CodedError, isCoded, type Clock, type Mutex } from '@palang/kit'
import { normalizePlate } from '@palang/protocol'
import type { Actor, Fleet, Live } from '../../services.ts'
import type { SessionRecord } from '../../store/records.ts'
import type { Credential, Store, Tx } from '../../store/store.ts'
import type { TariffBook } from './settlement.ts'

export interface ParkingParts {
  site: Site
  store: Store
  clock: Clock
  fleet: Fleet
  live: Live
  tariffs: TariffBook
  /** Decisions about one car park go through here one by one. */
  decisions: Mutex
}

/** Seconds the barrier stays open for a vehicle that an operator or a program lets through. */
const openForSeconds = 30

export interface Gate {
  id: string
  zoneId: string | null
  vehicleClass: string
}

/** The gate of a request. Throws `unknown_machine`, `wrong_direction`, and `machine_offline` when it must open by command. */
export async function gateFor({ store, fleet }: ParkingParts, id: string, direction: 'in' | 'out', mustOpen: boolean): Promise<Gate> {
  const machine = await store.machines.get(id)
  if (machine === undefined || machine.family !== 'gate') throw new CodedError('unknown_machine', `there is no gate ${id}`)
  if (machine.direction !== direction) throw new CodedError('wrong_direction', `${id} is not a gate ${direction}`)
  if (mustOpen && !fleet.isOnline(id)) throw new CodedError('machine_offline', `${id} is not connected`, { retryable: true })
  return { id, zoneId: machine.zoneId, vehicleClass: machine.vehicleClass ?? 'car' }
}

/** True for requests that do not come from the gate itself, which opens its own barrier. */
export function isFromOutside(actor: Actor): boolean {
  return actor.role !== 'machine'
}

/** The credential of a request, plates normalised. Throws `invalid_request` when there is none. */
export function credentialOf(request: { card_id?: string | undefined; ticket?: unknown; license_plate?: string | undefined }): Credential {
  const credential = {
    ...(request.card_id === undefined ? {} : { cardId: request.card_id }),
    ...(typeof request.ticket === 'string' ? { ticket: request.ticket } : {}),
    ...(request.license_plate === undefined ? {} : { licensePlate: normalizePlate(request.license_plate) }),
  }
  if (Object.keys(credential).length > 0) return credential
  const message = 'a card, ticket or licence plate is needed'
  throw new CodedError('invalid_request', message, { detail: { errors: [{ path: 'card_id', message }] } })
}

/**
 * Opens the gate for a stay by command. Resolves to the code of a command that surely did not run, or to nothing when
 * it was taken or its outcome is open.
 */
export async function openFor(
  { fleet }: ParkingParts,
  gateId: string,
  session: SessionRecord,
  actor: Actor,
  reason: string,
): Promise<string | undefined> {
  const payload = { action: 'open', gate_id: gateId, duration: openForSeconds }
  try {
    const { state, error } = await fleet.send({ machineId: gateId, type: 'gate_control', payload, actor, reason, sessionId: session.id })
    return state === 'rejected' || state === 'failed' || state === 'expired' ? (error?.code ?? 'barrier_fault') : undefined
  } catch (error) {
    if (isCoded(error)) return error.code
    throw error
  }
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
