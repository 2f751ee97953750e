/**
 * What an exit has to remember of money and tickets to go on without the hub: what it took for stays that have not left, and which
 * tickets left here. Kept from the facts of each step, so that it says what the journal says, over restarts too.
 */
import type { GateFact } from '@palang/protocol'
import type { Paid } from '@palang/tariff'
import type { GateState, Turn } from './state.ts'

/** How this gate came to a price by itself, as its facts tell it. Times are ISO 8601 UTC. */
export interface LonePrice {
  ticket: string
  vehicleClass: string
  enteredAt: string
  pricedAt: string
  tariffId: string
  tariffVersion: number
  /** Of the list of tariffs it went by. */
  digest: string
}

/** Money of a stay, net of change, and the price that was covered, if it was. */
export interface PaidHere {
  sessionId: string
  amount: number
  settled: { amount: number; atMs: number } | null
}

export interface LoneBooks {
  paid: PaidHere[]
  /** Tickets with which somebody left here, oldest first. */
  spent: string[]
}

/** More have never stood between paying and leaving at one gate. */
const mostPaid = 50
const mostSpent = 500

export const noLoneBooks: LoneBooks = { paid: [], spent: [] }

/** Follows the facts of this step; `before` is the lane before it. */
export function keepLoneBooks(turn: Turn, before: GateState): void {
  if (turn.config.direction !== 'out') return
  for (const effect of turn.effects) if (effect.do === 'record') follow(turn, effect.fact, before)
}

function follow(turn: Turn, { type, payload }: GateFact, before: GateState): void {
  if (type === 'cash_received') {
    const earlier = paidOf(turn.state, payload.session_id)
    return put(turn.state, { ...earlier, amount: earlier.amount + payload.amount })
  }
  if (type === 'payment_completed') {
    const amount = payload.paid_amount - payload.change_amount
    return put(turn.state, { sessionId: payload.session_id, amount, settled: { amount: payload.amount, atMs: turn.context.nowMs } })
  }
  if (type === 'vehicle_passed' && payload.direction === 'out') onPassed(turn.state, payload, before)
}

function onPassed(
  { lone }: GateState,
  passage: { visit_id?: string | undefined; session_id?: string | undefined },
  before: GateState,
): void {
  if (passage.session_id !== undefined) lone.paid = lone.paid.filter(({ sessionId }) => sessionId !== passage.session_id)
  const credential = before.visit?.id === passage.visit_id ? before.visit?.credential : undefined
  if (credential?.kind !== 'ticket') return
  lone.spent = [...lone.spent.filter(ticket => ticket !== credential.ticket), credential.ticket].slice(-mostSpent)
}

/** What the hub says of a stay counts from now on, unless it has not taken all that was told: money may be in that. */
export function startFromHub({ state, context }: Turn, sessionId: string, paidAmount: number): void {
  const untold = context.untoldSinceMs() === null ? 0 : paidOf(state, sessionId).amount
  put(state, { sessionId, amount: Math.max(paidAmount, untold), settled: null })
}

/** What this gate knows to be paid of a stay, as the tariff wants to know it. */
export function paidAt({ state, config }: Turn, sessionId: string): Paid {
  const { amount, settled } = paidOf(state, sessionId)
  return { amount, ...(settled === null ? {} : { settled: { ...settled, payPoint: config.id } }) }
}

function paidOf({ lone }: GateState, sessionId: string): PaidHere {
  return lone.paid.find(stay => stay.sessionId === sessionId) ?? { sessionId, amount: 0, settled: null }
}

function put({ lone }: GateState, stay: PaidHere): void {
  lone.paid = [...lone.paid.filter(({ sessionId }) => sessionId !== stay.sessionId), stay].slice(-mostPaid)
}
