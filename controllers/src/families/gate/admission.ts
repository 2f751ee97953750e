/** Letting a vehicle through, or not: the decision is a fact before anything moves. */
import type { GateFact } from '@palang/protocol'
import { orderBarrier } from './barrier.ts'
import { cancelCharge } from './card-charge.ts'
import { leaveOnline } from './online-question.ts'
import type { Credential, Decision, Turn, Visit } from './state.ts'
import { causeOf, heldBy, print, record, replyTo, speak, startTimer, stopTimer, visitRef } from './turn.ts'
import { endVisit } from './visit.ts'

export type DecidedBy = 'hub' | 'machine' | 'operator'

export interface Admission {
  decidedBy: DecidedBy
  holdMs: number
  /** The operator's command behind it, which waits for the barrier. */
  commandId: string | null
  /** Why it is let through although it was not paid for. */
  reason?: string
}

/**
 * Admits the visit's vehicle: decision, photo, ticket, barrier. While the barrier is held open without an end it
 * is left alone and only the time for passing runs. An opening that ends by itself is taken over, or it would come down on
 * who was just let in; only one that is longer than the vehicle needs stays the operator's.
 */
export function admit(turn: Turn, visit: Visit, { decidedBy, holdMs, commandId, reason }: Admission): void {
  const { state, config } = turn
  if (visit.stage === 'paying') turn.effects.push({ do: 'cash', act: 'disable' })
  stopTimer(turn, 'request', 'refused', 'paying', 'notice')
  leaveOnline(turn, visit)
  cancelCharge(turn, visit)
  state.notice = null
  visit.stage = 'admitted'
  speak(turn, 'go')
  visit.requestId = null
  visit.reason = null
  // Who has paid at a pay station is told so, and drives out elsewhere.
  if (state.isStation) return startTimer(turn, 'passage', config.delays.paidShownMs)
  visit.holdMs = holdMs
  recordDecision(turn, visit, { approved: true, decidedBy, ...(reason === undefined ? {} : { reason }) })
  const byHand = commandId === null && state.barrier.at === 'open' ? state.manual : null
  const isHeld = commandId === null && state.barrier.at === 'open' && heldBy(state) !== null
  if (byHand?.holdMs === 0 || isHeld) {
    visit.opened = true
    startTimer(turn, 'passage', config.delays.passageMs)
  } else {
    const isLonger = byHand !== null && byHand.holdMs > holdMs
    if (byHand !== null && !isLonger) state.manual = null
    orderBarrier(turn, 'open', isLonger ? byHand.holdMs : holdMs, causeOf(visit), commandId)
  }
  turn.effects.push({ do: 'photograph', reason: purposeOf(turn), cause: visitRef(visit) })
  if (visit.ticket !== null && visit.credential?.kind === 'ticket_button')
    print(turn, { kind: 'ticket', ticket: visit.ticket, code: visit.ticketCode, atMs: turn.context.nowMs })
}

/** Refuses the visit's credential; after a few seconds another may be presented. */
export function refuse(turn: Turn, visit: Visit, reason: string, decidedBy: DecidedBy, decision: Decision): void {
  stopTimer(turn, 'request')
  visit.stage = 'refused'
  visit.requestId = null
  visit.reason = reason
  visit.wasRefused = true
  speak(turn, 'refused')
  // A pay station decides about nobody's way in or out.
  if (!turn.state.isStation) {
    recordDecision(turn, visit, { approved: false, decidedBy, reason })
    turn.effects.push({ do: 'photograph', reason: 'refused', cause: visitRef(visit) })
  }
  replyTo(turn, visit, { ok: true, decision })
  startTimer(turn, 'refused', turn.config.delays.refusedMs)
}

/** The refusal was shown long enough. */
export function onRefusalShown(turn: Turn): void {
  const { visit } = turn.state
  if (visit?.stage !== 'refused') return
  if (turn.state.isStation) return endVisit(turn, visit)
  visit.stage = 'waiting'
  visit.reason = null
}

/** What a credential means at this gate. */
export function purposeOf({ config }: Pick<Turn, 'config'>): 'entry' | 'exit' {
  return config.direction === 'in' ? 'entry' : 'exit'
}

function recordDecision(turn: Turn, visit: Visit, decided: { approved: boolean; decidedBy: DecidedBy; reason?: string }): void {
  record(turn, {
    type: 'access_decided',
    payload: {
      ...visitRef(visit),
      purpose: purposeOf(turn),
      ...credentialFields(decided.decidedBy === 'operator' ? null : visit.credential, visit.ticket),
      approved: decided.approved,
      ...(decided.reason === undefined ? {} : { reason: decided.reason.slice(0, 64) }),
      decided_by: decided.decidedBy,
    },
  })
}

type DecisionFields = Pick<Extract<GateFact, { type: 'access_decided' }>['payload'], 'credential' | 'card_id' | 'ticket' | 'license_plate'>

function credentialFields(credential: Credential | null, ticket: string | null): DecisionFields {
  switch (credential?.kind) {
    case 'card':
      return { credential: 'card', card_id: credential.cardId }
    case 'ticket':
      return { credential: 'ticket', ticket: credential.ticket }
    case 'plate':
      return { credential: 'plate', license_plate: credential.plate }
    case 'ticket_button':
      return { credential: 'ticket_button', ...(ticket === null ? {} : { ticket }) }
    case undefined:
      return { credential: 'operator' }
  }
}
