/** Where a stay is found again, priced, paid and let out. */
import { CodedError, isoNow } from '@palang/kit'
import type { ExitRequest, ExitResult } from '@palang/protocol'
import { judgeCard } from '../../domain/cards.ts'
import type { Actor } from '../../services.ts'
import type { SessionRecord } from '../../store/records.ts'
import type { Credential, Tx } from '../../store/store.ts'
import { auditAct, credentialOf, gateFor, isFromOutside, openFor, openingTold, type Gate, type ParkingParts } from './decision.ts'
import { exitResult, pay, quote, settleExit } from './settlement.ts'

interface Settled {
  session: SessionRecord
  durationMinutes: number
  due: number
}

/**
 * Prices a stay and lets it out when nothing is owed; an operator or program may pay in the same breath. Throws
 * `no_open_session`, and `unpaid` with the whole result as its detail.
 */
export async function leave(parts: ParkingParts, request: ExitRequest, actor: Actor): Promise<ExitResult> {
  const outside = isFromOutside(actor)
  const gate = gateFor(parts, request.gate_id ?? 'gate_out', 'out', outside)
  const credential = credentialOf(request)
  const { session, durationMinutes, due } = await settle(parts, { credential, request, actor, gate })
  const result = exitResult(session, durationMinutes, due)
  if (due > 0) throw new CodedError('unpaid', `${due} ${session.currency} is to be paid`, { detail: { ...result } })
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

function settle(parts: ParkingParts, { credential, request, actor, gate }: Asked): Promise<Settled> {
  const { site, decisions, clock, tariffs } = parts
  const at = isoNow(clock)
  // A gate's own money comes as facts of its acceptor, never as a claim in a request.
  const method = actor.role === 'operator' || actor.role === 'admin' ? request.payment_method : undefined
  return decisions.decide(async tx => {
    const found = await findStay(tx, site.outlet.id, credential)
    if (found === undefined) throw new CodedError('no_open_session', 'nothing open is known for this card, ticket or plate')
    const card = found.cardId === null ? undefined : await tx.cards.get(found.cardId)
    const member = card?.kind === 'member' && judgeCard(card, at, 'allow').ok
    const quoted = await quote(tariffs, found, { member, at, gateId: gate.id })
    const outcome =
      method === undefined ? settleExit(quoted, at) : await pay(tx, quoted, { method, actor, at, requestId: request.request_id })
    await tx.sessions.putMany([outcome.session])
    if (isFromOutside(actor)) {
      const after = { state: outcome.session.state, method: method ?? null }
      await auditAct(tx, actor, { at, action: 'parking.exit', subject: found.id, before: { state: found.state }, after })
    }
    return { session: outcome.session, durationMinutes: quoted.durationMinutes, due: outcome.due }
  })
}

/** One reader reads cards and printed tickets alike: a code that is no card inside may be a ticket. */
async function findStay(tx: Tx, outletId: string, credential: Credential): Promise<SessionRecord | undefined> {
  const found = await tx.sessions.findOpen(outletId, credential)
  return found ?? (credential.cardId === undefined ? undefined : tx.sessions.findOpen(outletId, { ticket: credential.cardId }))
}
