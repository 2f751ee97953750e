/**
 * A pay station: what an exit asks and takes, without a lane. A visit begins with what a customer shows and ends by itself; who has
 * paid leaves through the exit, which asks nothing more within the grace. It decides about nobody's way in or out, so it tells of money
 * and calls for help, and of nothing else.
 */
import { paysOtherwise } from './payment.ts'
import { resumeHelp } from './help.ts'
import type { GateState, Turn } from './state.ts'
import { endVisit, newVisit } from './visit.ts'

/**
 * Whether somebody is being served who must not be pushed aside: he is asked about, has paid a part, or pays just now. Anybody else
 * gives way to whoever shows something next, so that one who walked away holds up nobody.
 */
export function isEngaged(state: GateState): boolean {
  const { visit, note } = state
  if (visit?.stage === 'authorizing') return true
  return visit?.stage === 'paying' && (note !== null || (visit.quote?.paidAmount ?? 0) > 0 || paysOtherwise(state))
}

/** Somebody shows something: the visit of whoever stood here before is over. One that is priced anew goes on. */
export function meetCustomer(turn: Turn): void {
  const { state, context } = turn
  if (state.visit?.stage === 'waiting') return
  if (state.visit !== null) endVisit(turn, state.visit)
  state.visit = newVisit(context.newId(), true)
}

/** After a restart nobody is asked for money: what was paid belongs to the stay, and showing the ticket again tells what is left. */
export function beginStation(turn: Turn): void {
  const { state } = turn
  state.settled = true
  if (state.visit !== null) endVisit(turn, state.visit)
  resumeHelp(turn)
}
