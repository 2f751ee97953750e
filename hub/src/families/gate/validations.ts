/** What a merchant gives a stay: noted once, for the price to take off at the exit. */
import { CodedError, isoNow } from '@palang/kit'
import type { ValidationRequest } from '@palang/protocol'
import { withValidation } from '../../domain/stays.ts'
import type { Actor } from '../../services.ts'
import type { SessionRecord } from '../../store/records.ts'
import type { Tx } from '../../store/store.ts'
import type { GivenValidation } from '../../store/tariff-records.ts'
import { auditAct, credentialOf, type ParkingParts } from './decision.ts'
import { frozenTariff } from './settlement.ts'

export interface Given {
  session: SessionRecord
  given: GivenValidation
}

/**
 * Gives an open stay a validation of the tariff it entered under. A price that was told before stands until the stay is priced anew.
 * Throws `no_open_session`, `validation_unknown`, `validation_given` when it has it already, and `forbidden` for a program
 * whose token is not named after the validation.
 */
export async function giveValidation(parts: ParkingParts, request: ValidationRequest, actor: Actor): Promise<Given> {
  const { clock, tariffs, decisions, live } = parts
  const { validation: name, note = null } = request
  mayGive(actor, name)
  const at = isoNow(clock)
  const done = await decisions.decide(async tx => {
    const stay = await openStay(tx, parts.site.outlet.id, request)
    const { validations = {} } = await frozenTariff(tx, tariffs, stay, at)
    if (!Object.hasOwn(validations, name)) throw new CodedError('validation_unknown', `the tariff of this stay has no validation ${name}`)
    if (stay.validations?.some(given => given.name === name) === true)
      throw new CodedError('validation_given', `this stay has the validation ${name} already`, { detail: { session_id: stay.id } })
    const given: GivenValidation = { name, at, by: actor.id, note }
    const session = withValidation(stay, given)
    await tx.sessions.putMany([session])
    const after = { validation: name }
    await auditAct(tx, actor, { at, action: 'parking.validate', subject: stay.id, before: null, after, reason: note ?? undefined })
    return { session, given }
  })
  const { id, machineId } = done.session
  const result = { approved: true, session_id: id, validation: name }
  live.publish({ type: 'parking_event', machineId, payload: { event: 'validated', gate: machineId, result } })
  return done
}

/** A merchant's token bears the name of the validation, or that name and which of its devices it is. */
function mayGive({ role, id }: Actor, name: string): void {
  if (role !== 'program' || id === `token:${name}` || id.startsWith(`token:${name} `)) return
  throw new CodedError('forbidden', `this token may not give ${name}: only the validation it is named after`)
}

async function openStay(tx: Tx, outletId: string, { session_id: sessionId, ...request }: ValidationRequest): Promise<SessionRecord> {
  const credential = sessionId === undefined ? credentialOf(request) : { sessionId }
  const found = await tx.sessions.findOpen(outletId, credential)
  if (found === undefined) throw new CodedError('no_open_session', 'nothing open is known for this card, ticket or plate')
  return found
}
