/**
 * Cash at the exit. Every note in the box is a fact before anything else; the barrier opens only after
 * `payment_completed`; change counts as given when the device says so.
 */
import type { ExitResult } from '@palang/protocol'
import type { ActResult, FailedAct } from '../../devices/status.ts'
import { admit } from './admission.ts'
import { cancelCharge, isCharged } from './card-charge.ts'
import { rememberSettled } from './grace.ts'
import { lonePriceTold } from './lone-price.ts'
import { cancelOnline } from './online-question.ts'
import type { ChangeDue, GateState, Quote, Turn, Visit } from './state.ts'
import { heldBy, print, raiseIncident, record, replyTo, startTimer, stopTimer } from './turn.ts'

/** The price in the hub's answer, when it names one that is not covered. */
export function quoteIn(result: ExitResult, currency: string): Quote | null {
  if (result.approved || result.session_id === undefined || result.amount === undefined || result.paid === true) return null
  return {
    sessionId: result.session_id,
    amount: result.amount,
    paidAmount: result.paid_amount ?? 0,
    currency: result.currency ?? currency,
    durationMinutes: result.duration_minutes ?? null,
    lines: result.lines ?? [],
  }
}

/** Asks for money and takes notes. */
export function startPaying(turn: Turn, visit: Visit, quote: Quote, result: ExitResult): void {
  stopTimer(turn, 'request')
  visit.stage = 'paying'
  visit.requestId = null
  visit.reason = null
  visit.sessionId = quote.sessionId
  visit.quote = quote
  if (heldBy(turn.state) !== null) return letOutHeld(turn, visit, result)
  visit.takesQris = result.qris === true
  visit.qrisReason = null
  replyTo(turn, visit, { ok: true, decision: { purpose: 'exit', result } })
  if (isCovered(quote)) return completePayment(turn, visit, quote)
  if (takesCash(turn.state)) turn.effects.push({ do: 'cash', act: 'enable' })
  startTimer(turn, 'paying', turn.config.delays.payingMs)
}

/** While the gate is held open nothing is asked of anybody: what the stay would have cost is kept, and it is let out. */
function letOutHeld(turn: Turn, visit: Visit, result: ExitResult): void {
  replyTo(turn, visit, { ok: true, decision: { purpose: 'exit', result: { ...result, approved: true, reason: 'held_open' } } })
  admit(turn, visit, { decidedBy: 'machine', holdMs: turn.config.delays.holdMs, commandId: null, reason: 'held_open' })
}

/** Whether cash is taken: who has paid would get an open barrier, where there is one, and does not pay in another way just now. */
export function takesCash(state: GateState): boolean {
  return state.mode === 'active' && (state.isStation || couldOpen(state)) && !paysOtherwise(state)
}

function couldOpen({ devices, barrier, inputs }: GateState): boolean {
  return devices.board === true && barrier.at !== 'failed' && !inputs.estop
}

/** Whether a code is shown, or a card is charged, for whoever stands here. */
export function paysOtherwise(state: GateState): boolean {
  return (state.visit?.online ?? null) !== null || isCharged(state)
}

/** Money is taken only while its sale can go on: the slots close when it cannot, and open when it can again. */
export function followSale(turn: Turn, before: GateState): void {
  const { state } = turn
  if (before.visit?.stage !== 'paying' || state.visit?.stage !== 'paying' || takesCash(before) === takesCash(state)) return
  turn.effects.push({ do: 'cash', act: takesCash(state) ? 'enable' : 'disable' })
}

/** The quoted price no longer stands; presenting the credential again gives a new one. Money already in stays recorded. */
export function onQuoteExpired(turn: Turn): void {
  const { visit } = turn.state
  if (visit?.stage !== 'paying' || isCharged(turn.state)) return
  turn.effects.push({ do: 'cash', act: 'disable' })
  visit.stage = 'refused'
  visit.reason = 'payment_timeout'
  startTimer(turn, 'refused', turn.config.delays.refusedMs)
}

/** A note waits in escrow: it goes into the box only while its vehicle stands here and owes, and can be let out. */
export function onEscrow(turn: Turn, amount: number): void {
  const { state } = turn
  const visit = state.visit
  const standsHere = state.isStation || state.inputs.loop1
  if (visit?.stage !== 'paying' || visit.quote === null || !standsHere || state.note !== null || !takesCash(state)) {
    turn.effects.push({ do: 'cash', act: 'give_back' })
    return
  }
  const noteId = turn.context.newId()
  state.note = { id: noteId, amount, visitId: visit.id, quote: visit.quote }
  turn.effects.push({ do: 'cash', act: 'accept', noteId })
}

/** The device can be had again: it was closed by whatever kept it away, and somebody may still want to pay. */
export function onCashBack(turn: Turn): void {
  if (turn.state.visit?.stage === 'paying' && takesCash(turn.state)) turn.effects.push({ do: 'cash', act: 'enable' })
}

/** The note was given back. */
export function onReturned(turn: Turn): void {
  turn.state.note = null
}

/** The order to take this very note was not carried out. Only what surely did not reach the device counts as given back. */
export function onNotAccepted(turn: Turn, noteId: string, { moved, message }: FailedAct): void {
  if (turn.state.note?.id !== noteId) return
  if (moved === 'no') onReturned(turn)
  else noteUnproven(turn, message)
}

/** The device cannot say what became of a note, perhaps one that nobody was asked about. */
export function onUnproven(turn: Turn, amount: number | null, why: string): void {
  const { state, config } = turn
  if (state.note !== null) return noteUnproven(turn, why)
  const sessionId = state.visit?.quote?.sessionId
  const about = {
    ...(state.visit === null ? {} : { visit_id: state.visit.id }),
    ...(sessionId === undefined ? {} : { session_id: sessionId }),
    ...(amount === null ? {} : { amount, currency: config.currency }),
  }
  const what = amount === null ? 'A note' : `A note of ${amount} ${config.currency}`
  const whose = sessionId === undefined ? '' : ` of session ${sessionId}`
  raiseIncident(turn, 'note_unproven', 'critical', `${what}${whose} may be in the box unbooked: ${why}`, about)
}

/** Whether the note went into the box nobody knows; that is said, with whose it was, and a person has to look. */
export function noteUnproven(turn: Turn, why: string): void {
  const { note } = turn.state
  if (note === null) return
  turn.state.note = null
  const { amount, visitId, quote } = note
  const about = { visit_id: visitId, session_id: quote.sessionId, amount, currency: quote.currency }
  const text = `A note of ${amount} ${quote.currency} of session ${quote.sessionId} may be in the box unbooked: ${why}`
  raiseIncident(turn, 'note_unproven', 'critical', text, about)
}

/** The note is in the box. Its money belongs to the stay it was accepted for, also when the vehicle has gone since. */
export function onStacked(turn: Turn, amount: number): void {
  const { visit, note } = turn.state
  turn.state.note = null
  bookCash(turn, amount, note ?? (visit?.quote ? { visitId: visit.id, quote: visit.quote } : null), 'A note')
}

/** Money in the machine, for the stay of `owner`; an incident when it is nobody's. */
export function bookCash(turn: Turn, amount: number, owner: { visitId: string; quote: Quote } | null, what: 'A note' | 'Coins'): void {
  const { state, config, context } = turn
  const visit = state.visit
  if (owner === null) {
    const text = `${what} of ${amount} ${config.currency} came in while nobody was paying`
    return raiseIncident(turn, 'cash_unclaimed', 'warning', text, { amount, currency: config.currency })
  }
  const quote: Quote = { ...(visit?.id === owner.visitId && visit.quote !== null ? visit.quote : owner.quote) }
  record(turn, {
    type: 'cash_received',
    payload: {
      visit_id: owner.visitId,
      session_id: quote.sessionId,
      payment_id: context.newId(),
      amount,
      currency: quote.currency,
      quote_amount: quote.amount,
    },
  })
  quote.paidAmount += amount
  if (visit?.id !== owner.visitId) return
  visit.quote = quote
  if (visit.stage === 'paying' && !paysOtherwise(state)) startTimer(turn, 'paying', turn.config.delays.payingMs)
  if (visit.stage !== 'admitted' && isCovered(quote)) return completePayment(turn, visit, quote)
  // A coin beside the code or the card: what is asked for there is too much now.
  cancelOnline(turn, visit)
  cancelCharge(turn, visit)
}

/** How it was paid; an online payment was booked by the hub already, what a card paid is in the fact. */
export type PaidBy =
  | { method: 'cash' }
  | { method: 'qris'; payment_id: string }
  | { method: 'card'; charge: { payment_id: string; amount: number; reference: string } }

/** Writes down that the price is covered. */
export function recordCompleted(turn: Turn, visitId: string, quote: Quote, by: PaidBy): void {
  record(turn, {
    type: 'payment_completed',
    payload: {
      visit_id: visitId,
      session_id: quote.sessionId,
      ...by,
      amount: quote.amount,
      paid_amount: quote.paidAmount,
      change_amount: quote.paidAmount - quote.amount,
      currency: quote.currency,
      ...(quote.alone === undefined ? {} : { alone: lonePriceTold(quote.alone) }),
    },
  })
}

/** What is owed is there: that is written down, change is given and the barrier opens. */
export function completePayment(turn: Turn, visit: Visit, quote: Quote, by: PaidBy = { method: 'cash' }): void {
  const { state, config, context } = turn
  const change = quote.paidAmount - quote.amount
  visit.changeAmount = change
  recordCompleted(turn, visit.id, quote, by)
  if (change > 0) {
    const due: ChangeDue = {
      paymentId: context.newId(),
      sessionId: quote.sessionId,
      visitId: visit.id,
      amount: change,
      currency: quote.currency,
    }
    if (state.changeDue !== null) changeNotGiven(turn, state.changeDue, 'the next payment came before the device had answered')
    state.changeDue = due
    turn.effects.push({ do: 'give_change', paymentId: due.paymentId, amount: change })
  }
  if (config.printsReceipts) {
    const paid = { quote, changeAmount: change, method: by.method, atMs: context.nowMs }
    print(turn, { kind: 'receipt', visitId: visit.id, reference: referenceOf(visit), ...paid, ...leaveBy(turn, visit) })
  }
  rememberSettled(turn, visit, context.nowMs)
  const decidedBy = quote.alone === undefined ? 'hub' : 'machine'
  admit(turn, visit, { decidedBy, holdMs: config.delays.holdMs, commandId: null })
}

/** Who pays at a pay station has to find the way to the exit in time. */
function leaveBy({ state, context }: Turn, { graceMinutes }: Visit): { leaveByMs?: number } {
  return state.isStation && graceMinutes !== null ? { leaveByMs: context.nowMs + graceMinutes * 60_000 } : {}
}

/** What the customer showed, as it can be read on it. */
function referenceOf({ credential }: Visit): string | null {
  switch (credential?.kind) {
    case 'card':
      return credential.cardId
    case 'ticket':
      return credential.ticket
    case 'plate':
      return credential.plate
    case 'ticket_button':
    case undefined:
      return null
  }
}

/** The device gave the change, or could not. */
export function onChangePaid(turn: Turn, paymentId: string, result: ActResult): void {
  const { state } = turn
  const due = state.changeDue
  if (due?.paymentId !== paymentId) return
  state.changeDue = null
  if (!result.ok) return changeNotGiven(turn, due, result.message)
  record(turn, {
    type: 'change_given',
    payload: { visit_id: due.visitId, session_id: due.sessionId, payment_id: due.paymentId, amount: due.amount, currency: due.currency },
  })
}

/** Nobody knows, or it is known not to have happened: a person has to look. */
export function changeNotGiven(turn: Turn, due: ChangeDue, why: string): void {
  const { visit } = turn.state
  if (visit?.id === due.visitId) visit.changeMissing = true
  const { visitId, sessionId, amount, currency } = due
  const about = { visit_id: visitId, session_id: sessionId, amount, currency }
  raiseIncident(
    turn,
    'change_not_given',
    'warning',
    `Change of ${amount} ${currency} for session ${sessionId} is not proven: ${why}`,
    about,
  )
}

function isCovered(quote: Quote): boolean {
  return quote.paidAmount >= quote.amount
}
