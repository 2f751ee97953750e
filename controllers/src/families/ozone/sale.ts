/**
 * The sale of a treatment, from the choice to its one end: chosen, paid, run, settled.
 * - Every coin, note and payment is the till's; the sale looks after each step whether its bill is covered.
 * - Nothing runs before `treatment_paid` is written, and never twice for one session.
 * - It is settled once, in the step in which it is known how long it ran and nothing can bring money for it any more.
 * What an earlier run left is ended, and never begun anew: who had paid has it as credit.
 */
import type { Treatment, TreatmentClosed, TreatmentEnd } from '@palang/protocol'
import { keepCredit, restartCredit, useCredit } from '../till/credit.ts'
import { closeBill, endAsking, followMoney, isStill, restartTill } from '../till/hear.ts'
import { chargedFor, paidPart, settled } from '../till/settlement.ts'
import { type Bill, openBill, owedOn } from '../till/till.ts'
import { type PayingRefusal, refusalOfCard, refusalOfQris } from '../till/ways-to-pay.ts'
import { ozoneDelays } from './delays.ts'
import { beginRun } from './run.ts'
import { dangerOf, restLeftMs, stopRun } from './safety.ts'
import { offersOf } from './settings.ts'
import type { OzoneConfig, OzoneState, Sale, SaleEnd, Turn } from './state.ts'
import { answer, record, reject, startTimer, stopTimer } from './turn.ts'

/** What a customer does at the screen, beside choosing; what comes of it is told by the status. */
export type CustomerAct = { kind: 'cancel' | 'stop' | 'done' } | { kind: 'qris' | 'pay_card'; act: 'start' | 'cancel' }

/** Why a wish is not taken, as an error code. */
export type Refusal = PayingRefusal | { code: 'not_found' | 'nothing_under_way' } | { code: 'sale_closed'; reason: TreatmentClosed }

/** Why nothing may be sold now; null while nothing forbids it. Rest and missing prices are no matter of it. */
function blockedBy(state: OzoneState, config: OzoneConfig): TreatmentClosed | null {
  return state.mode === 'active' ? dangerOf(state, config) : state.mode
}

/** Why nobody is served now; null when somebody may choose. */
export function closedBy(state: OzoneState, config: OzoneConfig, nowMs: number): TreatmentClosed | null {
  const blocked = blockedBy(state, config)
  if (blocked !== null) return blocked
  if (config.treatments.length === 0) return 'no_treatments'
  return restLeftMs(state, config, nowMs) > 0 ? 'cooling_down' : null
}

/** Why a choice is not taken now; null when it is. */
export function refusalOfChoice(state: OzoneState, config: OzoneConfig, treatment: Treatment, nowMs: number): Refusal | null {
  if (state.shop.sale !== null || state.run !== null) return { code: 'machine_busy' }
  const reason = closedBy(state, config, nowMs)
  if (reason !== null) return { code: 'sale_closed', reason }
  return offersOf(state, config).treatments.some(offer => offer.treatment === treatment) ? null : { code: 'not_found' }
}

/** Why a wish is not taken now; null when it is, and when it is fulfilled already: a button pressed twice is one wish. */
export function refusalOfAct(state: OzoneState, config: OzoneConfig, act: CustomerAct, isHubOnline: boolean): Refusal | null {
  const isPaying = state.shop.sale?.stage === 'paying'
  switch (act.kind) {
    case 'done':
      return null
    case 'cancel':
      return isPaying ? null : { code: 'nothing_under_way' }
    case 'stop':
      return state.run !== null ? null : { code: 'nothing_under_way' }
    case 'qris':
    case 'pay_card':
      if (!isPaying) return { code: 'nothing_under_way' }
      if (act.act === 'cancel') return null
      return act.kind === 'qris' ? refusalOfQris(state, isHubOnline) : refusalOfCard(state, config)
  }
}

/** A customer chose. */
export function choose(turn: Turn, treatment: Treatment): void {
  const { state, config, context } = turn
  if (refusalOfChoice(state, config, treatment, context.nowMs) !== null) return
  const { treatments, version } = offersOf(state, config)
  const offer = treatments.find(one => one.treatment === treatment)
  if (offer === undefined) return
  leaveThanks(turn)
  const { price, seconds: plannedS } = offer
  const sessionId = context.newId()
  const creditUsed = useCredit(turn)
  state.shop.sale = { sessionId, treatment, plannedS, price, creditUsed, stage: 'paying', isPaid: false, stoppedBy: null, end: null }
  const sold = { price, currency: config.currency, price_list: version, credit_used: creditUsed }
  record(turn, { type: 'treatment_ordered', payload: { session_id: sessionId, purpose: 'sale', treatment, planned_s: plannedS, ...sold } })
  openBill(turn, sessionId, Math.max(0, price - creditUsed))
}

/** The customer gives the choice up. */
export function onCancel(turn: Turn): void {
  if (turn.state.shop.sale?.stage === 'paying') endSale(turn, notRun('cancelled', 'cancelled'))
}

/** Nobody paid in time: what came is credit. */
export function onPayingOverdue(turn: Turn): void {
  if (turn.state.shop.sale?.stage === 'paying') endSale(turn, notRun('cancelled', 'payment_timeout'))
}

/** Whose treatment it is does not matter: the button that stops it is on the screen while it runs. */
export function onStop(turn: Turn): void {
  const { shop, run } = turn.state
  if (run === null) return
  if (shop.sale?.stage === 'running') shop.sale.stoppedBy ??= 'customer'
  stopRun(turn, 'stopped')
}

/** Stopped at once; the command has ended when the board has told how long it ran. */
export function onStopTreatment(turn: Turn, id: string): void {
  const { run, shop } = turn.state
  if (run === null) return reject(turn, id, 'nothing_under_way', 'Nothing runs')
  if (run.stopCommandId !== null) return reject(turn, id, 'machine_busy', 'It is being stopped already')
  run.stopCommandId = id
  if (shop.sale !== null) shop.sale.stoppedBy ??= 'operator'
  answer(turn, { command_id: id, state: 'accepted' })
  stopRun(turn, 'stopped')
}

function notRun(result: SaleEnd['result'], reason: TreatmentEnd): SaleEnd {
  return { result, reason, actualS: 0, exact: true }
}

function endSale(turn: Turn, end: SaleEnd): void {
  const { sale } = turn.state.shop
  if (sale === null || sale.end !== null) return
  sale.end = end
  endAsking(turn)
}

/** After every step: goes on with the sale as far as it can go now. `before` is the state the step began with. */
export function followSale(turn: Turn, before: OzoneState): void {
  const { state, config } = turn
  const { sale } = state.shop
  const { bill } = state.till
  if (sale !== null && bill !== null) {
    const blocked = blockedBy(state, config)
    if (sale.stage === 'paying' && blocked !== null) endSale(turn, notRun('failed', endOfBlocked(blocked)))
    if (!sale.isPaid && owedOn(bill) === 0) {
      sale.isPaid = true
      record(turn, { type: 'treatment_paid', payload: { session_id: sale.sessionId, ...paidPart(sale, bill) } })
    }
    if (sale.stage === 'paying' && sale.end === null && sale.isPaid) run(turn, sale)
    else if (sale.stage === 'running' && state.run === null) sale.end ??= ranEnd(state, config, sale)
    if (sale.end !== null && state.run === null && isStill(state.till)) {
      settle(turn, sale, sale.end, bill)
      closeBill(turn)
    }
  }
  followMoney(turn, before.till)
  const isMoved = phaseOf(before) !== phaseOf(state) || before.shop.sale?.sessionId !== state.shop.sale?.sessionId
  // A machine that never sold is idle since it began.
  if (isMoved || state.shop.sinceMs === 0) state.shop.sinceMs = turn.context.nowMs
}

/** Which screen is shown, but for what closes the machine. */
export function phaseOf({ shop, run: running }: Pick<OzoneState, 'shop' | 'run'>): 'idle' | 'paying' | 'running' | 'thanks' {
  if (shop.sale !== null) return shop.sale.stage
  if (running !== null) return 'running'
  return shop.ended === null ? 'idle' : 'thanks'
}

function run(turn: Turn, sale: Sale): void {
  sale.stage = 'running'
  endAsking(turn)
  const { sessionId, treatment, plannedS } = sale
  beginRun(turn, { sessionId, commandId: null, purpose: 'sale', treatment, plannedS })
}

function endOfBlocked(blocked: TreatmentClosed): TreatmentEnd {
  return blocked === 'door_open' ? 'door' : blocked === 'emergency_stop' ? 'estop' : 'not_begun'
}

/** How the run of the sale ended; without an end of its own it had not begun. */
function ranEnd(state: OzoneState, config: OzoneConfig, sale: Sale): SaleEnd {
  const { lastRun } = state
  if (lastRun === null || lastRun.sessionId !== sale.sessionId) {
    if (sale.stoppedBy !== null) return notRun('cancelled', 'stopped')
    const blocked = blockedBy(state, config)
    return notRun('failed', blocked === null ? 'not_begun' : endOfBlocked(blocked))
  }
  const { reason, actualS, exact } = lastRun
  const result = reason === 'done' ? 'success' : sale.stoppedBy !== null && reason === 'stopped' ? 'cancelled' : 'failed'
  return { result, reason, actualS, exact }
}

/** Writes the end down, gives back what is not charged, and thanks. */
function settle(turn: Turn, sale: Sale, end: SaleEnd, bill: Bill): void {
  const { shop } = turn.state
  const { sessionId, treatment, plannedS, price, stoppedBy } = sale
  const charged = chargedFor(price, { came: end.actualS, whole: plannedS, isDone: end.reason === 'done' })
  const { paidAmount, remainder, remainderTo, toPrepaid, paymentId } = settled(sale, bill, charged)
  record(turn, {
    type: 'treatment_ended',
    payload: {
      session_id: sessionId,
      result: end.result,
      reason: end.reason,
      ...(stoppedBy === null ? {} : { stopped_by: stoppedBy }),
      planned_s: plannedS,
      actual_s: end.actualS,
      exact: end.exact,
      price,
      currency: bill.currency,
      charged,
      paid_amount: paidAmount,
      remainder,
      remainder_to: remainderTo,
      ...(toPrepaid > 0 ? { to_prepaid: toPrepaid } : {}),
      ...(paymentId === null ? {} : { payment_id: paymentId }),
      prepaid_paid: bill.received.prepaid,
    },
  })
  if (remainder > toPrepaid) keepCredit(turn, sessionId, remainder - toPrepaid)
  shop.ended = { ...end, stoppedBy, sessionId, treatment, plannedS, price, charged, remainder, remainderTo, toPrepaid }
  shop.sale = null
  startTimer(turn, 'thanks', ozoneDelays.thanksMs)
}

/** The customer has read it, or somebody else chooses. */
export function leaveThanks(turn: Turn): void {
  if (turn.state.shop.ended === null) return
  turn.state.shop.ended = null
  stopTimer(turn, 'thanks')
}

/** What an earlier run left of the sale: it ends with what ran, and everything else is given back. */
export function restartSale(turn: Turn): void {
  const { state } = turn
  restartTill(turn)
  if (state.shop.sale !== null && state.run === null) state.shop.sale.end ??= notRun('failed', 'restarted')
  if (state.shop.ended !== null) startTimer(turn, 'thanks', ozoneDelays.thanksMs)
  restartCredit(turn)
}
