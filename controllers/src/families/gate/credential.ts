/** A card, ticket, plate or button at the gate: asked of the hub, decided alone when the hub does not answer. */
import type { EntryRequest, EntryResult, ExitRequest, ExitResult } from '@palang/protocol'
import { sealOf } from '@palang/kit'
import { ticketCode, ticketNumber } from '@palang/protocol'
import { admit, purposeOf, refuse } from './admission.ts'
import { forgetAlone, passesAgain, rememberAlone } from './alone.ts'
import { forgetSettled, isPaidUntold, rememberSettled, settledFor } from './grace.ts'
import { startFromHub } from './lone-books.ts'
import { exitResultOf, priceAlone, recordPrice, sealedStay } from './lone-price.ts'
import { isEngaged, meetCustomer } from './pay-station.ts'
import { quoteIn, startPaying } from './payment.ts'
import { laneOpenTo, takeOnePlace } from './places.ts'
import { isReadPlate, plateReadOf, setPlateAside } from './plate-seen.ts'
import type { Credential, Decision, Reply, Turn, Visit } from './state.ts'
import { ticketShown } from './ticket-shown.ts'
import { heldBy, replyTo, showNotice, startTimer } from './turn.ts'

type Obstacle = Extract<Reply, { ok: false }>['code'] | 'disabled'

/** A card was read. */
export function onCard(turn: Turn, cardId: string, raw: string): void {
  turn.effects.push({ do: 'announce_card', cardId, raw })
  present(turn, turn.config.direction !== 'in' ? shownToPay(turn, cardId) : { kind: 'card', cardId }, null)
}

/** The code of a ticket is told from a card by its form; the number alone only where the reader scans tickets. */
function shownToPay({ config }: Turn, cardId: string): Credential {
  const ticket = ticketShown(cardId)
  if (ticket.code !== undefined) return ticket
  const isNumber = config.readerScansTickets && ticketNumber.safeParse(cardId).success
  return isNumber ? ticket : { kind: 'card', cardId }
}

/** The ticket button was pressed; only an entry gives tickets. */
export function onTicketButton(turn: Turn): void {
  if (turn.config.direction === 'in') present(turn, { kind: 'ticket_button' }, null)
}

/** Somebody at the panel presented a credential. */
export function onPresented(turn: Turn, purpose: 'entry' | 'exit', credential: Credential, replyId: string): void {
  if (purpose === purposeOf(turn)) present(turn, credential, replyId)
  else turn.effects.push({ do: 'reply', replyId, reply: { ok: false, code: 'wrong_direction' } })
}

/** Asks anew what the credential that was shown is worth now. */
export function presentAgain(turn: Turn, visit: Visit): void {
  visit.stage = 'waiting'
  turn.effects.push({ do: 'cash', act: 'disable' })
  if (visit.credential !== null) present(turn, visit.credential, null)
}

/** Presents a credential as if it were held to the reader; `replyId` of a caller who waits. */
export function present(turn: Turn, credential: Credential, replyId: string | null): void {
  const { state, context, config } = turn
  const obstacle = obstacleTo(turn)
  if (obstacle === null && state.isStation) meetCustomer(turn)
  const visit = state.visit
  if (obstacle !== null || visit === null) {
    const why = obstacle ?? 'no_vehicle'
    showNotice(turn, why)
    if (replyId !== null)
      turn.effects.push({ do: 'reply', replyId, reply: { ok: false, code: why === 'disabled' ? 'not_supported' : why } })
    return
  }
  visit.stage = 'authorizing'
  visit.credential = credential
  visit.reason = null
  visit.requestId = context.newId()
  visit.isPaidUntold = config.direction === 'out' && isPaidUntold(turn, credential)
  visit.replyId = replyId
  turn.effects.push({ do: 'stop_timer', name: 'refused' })
  startTimer(turn, 'request', config.delays.requestMs)
  ask(turn, visit, visit.requestId, credential)
}

/** Why nothing can be presented now. */
export function obstacleTo({ state }: Turn): Obstacle | null {
  if (state.mode !== 'active') return 'disabled'
  if (state.isStation) return isEngaged(state) ? 'machine_busy' : null
  if (state.devices.board !== true) return 'device_unavailable'
  if (state.inputs.estop) return 'emergency_stop'
  if (state.barrier.at === 'failed' && heldBy(state) === null) return 'barrier_fault'
  if (state.visit === null || !state.inputs.loop1) return 'no_vehicle'
  return state.visit.stage === 'waiting' || state.visit.stage === 'refused' ? null : 'machine_busy'
}

function ask(turn: Turn, visit: Visit, requestId: string, credential: Credential): void {
  const ids = { visit_id: visit.id, request_id: requestId, ...plateReadOf(visit) }
  if (turn.config.direction === 'in') {
    const request: EntryRequest = {
      ...ids,
      ...(credential.kind === 'card' ? { card_id: credential.cardId } : {}),
      ...(credential.kind === 'plate' ? { license_plate: credential.plate } : {}),
      ...(credential.kind === 'ticket_button' ? { ticket_requested: true } : {}),
    }
    turn.effects.push({ do: 'ask', requestId, purpose: 'entry', request })
    return
  }
  const request: ExitRequest = {
    ...ids,
    ...(credential.kind === 'card' ? { card_id: credential.cardId } : {}),
    ...(credential.kind === 'plate' ? { license_plate: credential.plate } : {}),
    ...(credential.kind === 'ticket' ? { ticket: credential.ticket } : {}),
  }
  turn.effects.push({ do: 'ask', requestId, purpose: 'exit', request })
}

/** Of a plate only the camera showed, the hub knows nothing: the driver goes on with a card, ticket or button. */
const tellsNobody: ReadonlySet<string> = new Set(['plate_unknown', 'no_open_session'])

/** The hub's answer; one that comes after the machine decided alone is void. */
export function onAnswered(turn: Turn, requestId: string, decision: Decision): void {
  const visit = awaiting(turn, requestId)
  if (visit === null) return
  forgetAlone(turn)
  if (turn.state.inputs.estop) {
    const result = { approved: false, reason: 'emergency_stop' }
    return refuse(turn, visit, 'emergency_stop', 'machine', { purpose: decision.purpose, result })
  }
  if (leavesPaidUntold(turn, visit, decision)) return
  if (decision.purpose === 'exit') noteGrace(turn, visit, decision.result)
  if (decision.result.approved) return approve(turn, visit, decision, 'hub')
  const quote = decision.purpose === 'exit' ? quoteIn(decision.result, turn.config.currency) : null
  if (quote !== null && decision.purpose === 'exit') return startPaying(turn, visit, quote, decision.result)
  if (isReadPlate(visit) && tellsNobody.has(decision.result.reason ?? '')) return setPlateAside(turn, visit)
  refuse(turn, visit, decision.result.reason ?? 'refused', 'hub', decision)
}

/** The hub asks for money that is in this gate's box or on its terminal already, for it had not heard of it: what the gate knows counts. */
function leavesPaidUntold(turn: Turn, visit: Visit, { purpose, result }: Decision): boolean {
  if (purpose !== 'exit' || result.approved || !visit.isPaidUntold || visit.credential === null) return false
  const settled = settledFor(turn, visit.credential)
  if (settled === undefined || settled.sessionId !== result.session_id) return false
  leavePaid(turn, visit, settled.sessionId)
  return true
}

function leavePaid(turn: Turn, visit: Visit, sessionId: string): void {
  approve(turn, visit, { purpose: 'exit', result: { approved: true, session_id: sessionId, paid: true } }, 'machine')
}

/** What the hub says of a stay at the exit is what counts from now on. */
function noteGrace(turn: Turn, visit: Visit, result: ExitResult): void {
  visit.graceMinutes = result.grace_minutes ?? null
  forgetSettled(turn, result.session_id)
  if (result.session_id !== undefined) startFromHub(turn, result.session_id, result.paid_amount ?? 0)
  if (!result.approved || result.paid !== true) return
  visit.sessionId = result.session_id ?? null
  rememberSettled(turn, visit, result.paid_at === undefined ? turn.context.nowMs : Date.parse(result.paid_at))
}

/** The hub does not answer: the policy of this machine decides, and the fact says so. */
export function onUnanswered(turn: Turn, requestId: string): void {
  const visit = awaiting(turn, requestId)
  if (visit !== null && visit.credential !== null) decideAlone(turn, visit, visit.credential)
}

/** The time for the hub's answer is over. */
export function onRequestOverdue(turn: Turn): void {
  const { visit } = turn.state
  if (visit?.stage === 'authorizing' && visit.credential !== null) decideAlone(turn, visit, visit.credential)
}

function decideAlone(turn: Turn, visit: Visit, credential: Credential): void {
  const { config, context } = turn
  const standing = standingOf(context, credential)
  // A plate nobody showed opens for members alone: anybody else is to be known by what he shows.
  const isOnlyRead = (mayPass: boolean) => isReadPlate(visit) && !(mayPass && standing === 'member')
  if (config.direction === 'in') {
    const { entry } = config.offline
    const mayEnter = entry === 'all' || (entry === 'members' && standing === 'member')
    if (isOnlyRead(mayEnter)) return setPlateAside(turn, visit)
    const whom = laneOpenTo(turn)
    const isFull = whom === 'nobody' || (whom === 'members' && standing !== 'member')
    const refusal =
      standing === 'blocked'
        ? 'card_blocked'
        : !mayEnter
          ? 'offline'
          : passesAgain(turn, credential)
            ? 'already_inside'
            : isFull
              ? 'lot_full'
              : null
    if (refusal !== null) return refuse(turn, visit, refusal, 'machine', { purpose: 'entry', result: { approved: false, reason: refusal } })
    // The hub names a stay after its visit too, so an answer of its that came too late is about the same stay.
    const sessionId = visit.id
    const result: EntryResult = {
      approved: true,
      session_id: sessionId,
      ...(credential.kind === 'ticket_button' ? ticketAlone(turn, sessionId) : {}),
    }
    takeOnePlace(turn)
    return approve(turn, visit, { purpose: 'entry', result }, 'machine')
  }
  const settled = config.offline.exit === 'refuse' ? undefined : settledFor(turn, credential)
  if (settled !== undefined) return leavePaid(turn, visit, settled.sessionId)
  if (isOnlyRead(config.offline.exit === 'all' && !turn.state.isStation)) return setPlateAside(turn, visit)
  // What it sold alone the exit would not know of, and ask for again.
  if (turn.state.isStation)
    return refuse(turn, visit, 'pay_at_exit', 'machine', { purpose: 'exit', result: { approved: false, reason: 'pay_at_exit' } })
  if (config.offline.exit === 'signed-ticket' && sellAlone(turn, visit, credential)) return
  const refusal = config.offline.exit !== 'all' ? 'call_attendant' : passesAgain(turn, credential) ? 'already_outside' : null
  if (refusal === null) return approve(turn, visit, { purpose: 'exit', result: { approved: true } }, 'machine')
  refuse(turn, visit, refusal, 'machine', { purpose: 'exit', result: { approved: false, reason: refusal } })
}

/** What the list of the hub says of a credential. */
function standingOf(context: Turn['context'], credential: Credential): ReturnType<Turn['context']['cardStanding']> {
  if (credential.kind === 'card') return context.cardStanding(credential.cardId)
  return credential.kind === 'plate' && context.isMembersPlate(credential.plate) ? 'member' : 'unknown'
}

/** Prices a sealed ticket and asks for what it owes, or lets it out. False where that is not known: the policy decides. */
function sellAlone(turn: Turn, visit: Visit, credential: Credential): boolean {
  const stay = sealedStay(turn, credential)
  if (stay === undefined) return false
  if (turn.state.lone.spent.includes(stay.ticket)) {
    const result = { approved: false, reason: 'already_outside' }
    refuse(turn, visit, 'already_outside', 'machine', { purpose: 'exit', result })
    return true
  }
  const priced = priceAlone(turn, stay)
  if (priced === undefined) return false
  recordPrice(turn, visit, priced)
  visit.graceMinutes = priced.graceMinutes
  const result = exitResultOf(priced)
  if (priced.due > 0) startPaying(turn, visit, priced.quote, result)
  else approve(turn, visit, { purpose: 'exit', result }, 'machine')
  return true
}

function approve(turn: Turn, visit: Visit, decision: Decision, decidedBy: 'hub' | 'machine'): void {
  const { result } = decision
  if (decidedBy === 'machine') rememberAlone(turn, visit)
  visit.sessionId = result.session_id ?? null
  if (decision.purpose === 'entry') {
    visit.ticket = decision.result.ticket ?? null
    visit.ticketCode = decision.result.ticket_code ?? null
    visit.validDays = decision.result.valid_days ?? null
  }
  if (decision.purpose === 'exit' && decision.result.amount !== undefined)
    visit.quote = { ...quoteShown(decision.result, turn.config.currency) }
  replyTo(turn, visit, { ok: true, decision })
  admit(turn, visit, { decidedBy, holdMs: turn.config.delays.holdMs, commandId: null })
  if (turn.state.isStation) visit.reason = visit.quote?.amount === 0 ? 'nothing_to_pay' : 'already_paid'
}

/** What was paid or free, for the screen to show while the vehicle leaves. */
function quoteShown(result: ExitResult, currency: string): NonNullable<Visit['quote']> {
  return {
    sessionId: result.session_id ?? '',
    amount: result.amount ?? 0,
    paidAmount: result.paid_amount ?? result.amount ?? 0,
    currency: result.currency ?? currency,
    durationMinutes: result.duration_minutes ?? null,
    lines: result.lines ?? [],
  }
}

function awaiting({ state }: Turn, requestId: string): Visit | null {
  return state.visit?.stage === 'authorizing' && state.visit.requestId === requestId ? state.visit : null
}

/** A ticket that no hub gave, told apart by its first letter: the last 40 bits of the stay's id, sealed where the site seals tickets. */
function ticketAlone({ config, context }: Turn, sessionId: string): Pick<EntryResult, 'ticket' | 'ticket_code'> {
  const ticket = `X${sessionId.replaceAll('-', '').slice(-10).toUpperCase()}`
  const key = context.alone.prices()?.ticketKey
  if (key === undefined || !context.alone.isClockSure()) return { ticket }
  const facts = { ticket, sessionId, enteredAtMs: context.nowMs, vehicleClass: config.vehicleClass }
  const code = ticketCode(facts, text => sealOf(key, text))
  return { ticket, ...(code === undefined ? {} : { ticket_code: code }) }
}
