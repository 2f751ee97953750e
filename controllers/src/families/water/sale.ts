/**
 * The sale of water, from the choice to its one end: chosen, paid, poured, settled.
 * - Every coin, note and payment is the till's; the sale looks after each step whether its bill is covered.
 * - Nothing is poured before `sale_paid` is written, and never twice for one session: the pour is the one of `pour.ts`.
 * - It is settled once, in the step in which it is known how much came and nothing can bring money for it any more.
 * What an earlier run left is ended, and never poured: who had paid has it as credit.
 */
import { uncertain } from '../../devices/status.ts'
import { tellPrinted } from '../printed.ts'
import { restartCredit, useCredit } from '../till/credit.ts'
import { closeBill, endAsking, followMoney, isStill, restartTill } from '../till/hear.ts'
import { paidPart } from '../till/settlement.ts'
import { openBill, owedOn } from '../till/till.ts'
import { millilitresOf } from './calibration.ts'
import { waterDelays } from './delays.ts'
import { testBeforeUnlock } from './interlock.ts'
import { beginPour, stopPour } from './pour.ts'
import { blockedBy } from './sale-closed.ts'
import { refusalOfChoice } from './sale-refusal.ts'
import { settle } from './sale-settle.ts'
import type { SaleEnd, SaleInput } from './sale-state.ts'
import { priceListOf } from './settings.ts'
import type { Turn, WaterState } from './state.ts'
import { answer, record, reject, startTimer, stopTimer } from './turn.ts'

/** Something a customer, an operator or the printer did. */
export function onSaleInput(turn: Turn, input: SaleInput): void {
  const { sale } = turn.state.shop
  switch (input.kind) {
    case 'choose':
      return choose(turn, input.volumeMl)
    case 'cancel':
      return sale?.stage === 'paying' ? endSale(turn, ended('cancelled', 'cancelled')) : undefined
    case 'stop':
      return onStop(turn)
    case 'done':
      return leaveThanks(turn)
    case 'stop_dispense':
      return onStopDispense(turn, input.id)
    case 'sale_lock':
      return onSaleLock(turn, input)
    case 'printed':
      return onPrinted(turn, input)
  }
}

/** Whose water it is does not matter: the button that stops it is on the screen while it runs. */
function onStop(turn: Turn): void {
  const { shop, pour: running } = turn.state
  if (running === null) return
  if (shop.sale?.stage === 'pouring') shop.sale.stoppedBy ??= 'customer'
  stopPour(turn)
}

function choose(turn: Turn, volumeMl: number): void {
  const { state, config, context } = turn
  if (refusalOfChoice(state, config, volumeMl, context.nowMs) !== null) return
  const { products, version } = priceListOf(state, config)
  const product = products.find(({ volume_ml: ml }) => ml === volumeMl)
  if (product === undefined) return
  leaveThanks(turn)
  const { shop } = state
  const { price } = product
  const sessionId = context.newId()
  const creditUsed = useCredit(turn)
  shop.sale = { sessionId, volumeMl, price, priceList: version, creditUsed, stage: 'paying', isPaid: false, stoppedBy: null, end: null }
  record(turn, {
    type: 'sale_opened',
    payload: { session_id: sessionId, volume_ml: volumeMl, price, currency: config.currency, price_list: version, credit_used: creditUsed },
  })
  openBill(turn, sessionId, Math.max(0, price - creditUsed))
}

/** Nobody paid in time: what came is credit. */
export function onPayingOverdue(turn: Turn): void {
  if (turn.state.shop.sale?.stage === 'paying') endSale(turn, ended('cancelled', 'payment_timeout'))
}

/** Nothing was poured. */
function ended(result: SaleEnd['result'], reason: SaleEnd['reason']): SaleEnd {
  return { result, reason, deliveredMl: 0, exact: true, isDone: false }
}

function endSale(turn: Turn, end: SaleEnd): void {
  const { sale } = turn.state.shop
  if (sale === null || sale.end !== null) return
  sale.end = end
  endAsking(turn)
}

/** After every step: goes on with the sale as far as it can go now. `before` is the state the step began with. */
export function followSale(turn: Turn, before: WaterState): void {
  const { state } = turn
  if (before.pour !== null && state.pour === null) countNoFlow(turn, before.pour.sessionId)
  const { sale } = state.shop
  const { bill } = state.till
  if (sale !== null && bill !== null) {
    const blocked = blockedBy(state)
    if (sale.stage === 'paying' && sale.end === null && blocked !== null) endSale(turn, ended('failed', blocked))
    if (!sale.isPaid && owedOn(bill) === 0) writePaid(turn)
    if (sale.stage === 'paying' && sale.end === null && sale.isPaid) pour(turn)
    else if (sale.stage === 'pouring' && state.pour === null) sale.end ??= pouredEnd(state)
    if (sale.end !== null && state.pour === null && isStill(state.till)) {
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
export function phaseOf({ shop, pour }: Pick<WaterState, 'shop' | 'pour'>): 'idle' | 'paying' | 'pouring' | 'thanks' {
  if (shop.sale !== null) return shop.sale.stage
  if (pour !== null) return 'pouring'
  return shop.ended === null ? 'idle' : 'thanks'
}

function writePaid(turn: Turn): void {
  const { sale } = turn.state.shop
  const { bill } = turn.state.till
  if (sale === null || bill === null) return
  sale.isPaid = true
  record(turn, { type: 'sale_paid', payload: { session_id: sale.sessionId, ...paidPart(sale, bill) } })
}

function pour(turn: Turn): void {
  const { sale } = turn.state.shop
  if (sale === null) return
  sale.stage = 'pouring'
  endAsking(turn)
  beginPour(turn, { sessionId: sale.sessionId, commandId: null, purpose: 'sale', volumeMl: sale.volumeMl })
}

/** How the pour of the sale ended; without an end of its own it had not begun. */
function pouredEnd({ shop: { sale }, lastPour, interlock }: WaterState): SaleEnd {
  const wasStopped = sale !== null && sale.stoppedBy !== null
  const stopped = sale?.stoppedBy === 'operator' ? 'stopped_by_operator' : 'stopped'
  if (lastPour === null || lastPour.sessionId !== sale?.sessionId)
    return wasStopped ? ended('cancelled', stopped) : ended('failed', 'not_begun')
  const { reason, deliveredMl, exact } = lastPour
  const isDone = reason === 'done'
  if (isDone || deliveredMl >= sale.volumeMl) return { result: 'success', reason, deliveredMl, exact, isDone }
  if (wasStopped && reason === 'stopped') return { result: 'cancelled', reason: stopped, deliveredMl, exact, isDone }
  const isOfWater = reason === 'stopped' && interlock.step !== 'open'
  return { result: 'failed', reason: isOfWater ? 'quality' : reason, deliveredMl, exact, isDone }
}

/** Whoever's pour it was: twice no water, and nobody else is sold any. */
function countNoFlow({ state: { shop, lastPour } }: Turn, sessionId: string): void {
  if (lastPour?.sessionId !== sessionId) return
  if (lastPour.reason === 'done') shop.noFlows = 0
  if (lastPour.reason === 'no_flow' || lastPour.reason === 'timeout') shop.noFlows += 1
}

/** The customer has read it, or somebody else chooses. */
export function leaveThanks(turn: Turn): void {
  if (turn.state.shop.ended === null) return
  turn.state.shop.ended = null
  stopTimer(turn, 'thanks')
}

/** Water is stopped at once; the command has ended when the board has told how much it was. */
function onStopDispense(turn: Turn, id: string): void {
  const { pour: running, shop } = turn.state
  if (running === null) return reject(turn, id, 'nothing_under_way', 'Nothing is poured')
  if (running.stopCommandId !== null) return reject(turn, id, 'machine_busy', 'It is being stopped already')
  running.stopCommandId = id
  if (shop.sale !== null) shop.sale.stoppedBy ??= 'operator'
  answer(turn, { command_id: id, state: 'accepted' })
  stopPour(turn)
}

/** Locked, nobody is served any more; who is being poured for is served to the end. Unlocked, no water is a thing of the past. */
function onSaleLock(turn: Turn, { id, locked, reason, by }: Extract<SaleInput, { kind: 'sale_lock' }>): void {
  const { shop } = turn.state
  shop.locked = locked ? { by: by ?? null, reason } : null
  record(turn, { type: 'sale_locked', payload: { locked, reason, command_id: id, ...(by === undefined ? {} : { by }) } })
  if (!locked) shop.noFlows = 0
  if (!locked && testBeforeUnlock(turn, { id, by })) return
  answer(turn, { command_id: id, state: 'succeeded' })
}

function onPrinted(turn: Turn, { sessionId, result }: Extract<SaleInput, { kind: 'printed' }>): void {
  const { shop } = turn.state
  shop.printing = shop.printing.filter(waiting => waiting !== sessionId)
  if (shop.ended?.sessionId === sessionId) shop.ended.receipt = result.ok ? 'printed' : 'none'
  tellPrinted(turn, `Receipt of session ${sessionId}`, result)
}

/** What an earlier run left of the sale: it ends with what came, and everything else is given back. */
export function restartSale(turn: Turn): void {
  const { state } = turn
  const { shop } = state
  restartTill(turn)
  if (shop.sale !== null && state.pour === null) shop.sale.end ??= ended('failed', 'restarted')
  if (shop.ended !== null) startTimer(turn, 'thanks', waterDelays.thanksMs)
  restartCredit(turn)
  // Whether they came out nobody knows; they are not printed again, for then there might be two.
  const result = uncertain('device_unavailable', 'the controller restarted')
  for (const sessionId of shop.printing) onPrinted(turn, { kind: 'printed', sessionId, result })
}

/** What was heard of the sale's pour until now, in millilitres. */
export function deliveredSoFar({ pour: running }: Pick<WaterState, 'pour'>): number {
  return running === null || running.stage === 'asked' ? 0 : millilitresOf(running.heardPulses, running.pulsesPerLitre)
}
