/** How a payment at the card terminal stands at the lane. It may outlive its visit: money that was taken is booked whoever stands here. */
import type { ChargeUnderWay } from '../till/charge.ts'
import type { Credential, GateState, Quote, Turn, Visit } from './state.ts'
import { startTimer } from './turn.ts'

/** A payment by card that the customer chose. */
export interface CardCharge extends ChargeUnderWay {
  visitId: string
  credential: Credential | null
  graceMinutes: number | null
  /** As it stood when the customer chose: what is missing in it is what the card pays. */
  quote: Quote
}

/** Whether a card is charged, or may have been, for the stay of the vehicle here. */
export function isCharged({ charge, visit }: Pick<GateState, 'charge' | 'visit'>): boolean {
  return charge !== null && charge.quote.sessionId === visit?.sessionId
}

/** Has the terminal send the customer of this visit away; from now on it is only a matter of whether the card was read first. */
export function cancelCharge(turn: Turn, visit: Visit): void {
  const { charge } = turn.state
  if (charge === null || charge.quote.sessionId !== visit.sessionId || charge.stage === 'cancelling') return
  charge.stage = 'cancelling'
  turn.effects.push({ do: 'cancel_charge' })
  startTimer(turn, 'card', turn.config.delays.cardAgainMs)
}
