/** What is left over from a sale: the next choice at this machine uses all of it, and after a while a person pays it back. */
import type { WaterFact } from '@palang/protocol'

export interface Credit {
  /** The sale it is left from. */
  sessionId: string
  amount: number
  untilMs: number
}

/** As much of a step as credit needs. */
export interface CreditTurn {
  readonly config: { readonly currency: string; readonly creditMs: number }
  readonly context: { readonly nowMs: number }
  state: { shop: { credit: Credit | null } }
  effects: {
    push(
      effect:
        | { do: 'record'; fact: Extract<WaterFact, { type: 'credit_left' }> }
        | { do: 'start_timer'; name: 'credit'; delayMs: number }
        | { do: 'stop_timer'; name: 'credit' },
    ): unknown
  }
}

/** Keeps what is left over of a sale that has ended. */
export function keepCredit({ state, config, context, effects }: CreditTurn, sessionId: string, amount: number): void {
  state.shop.credit = { sessionId, amount, untilMs: context.nowMs + config.creditMs }
  effects.push({ do: 'start_timer', name: 'credit', delayMs: config.creditMs })
}

/** Takes all of it for the sale that begins. */
export function useCredit({ state: { shop }, effects }: CreditTurn): number {
  const amount = shop.credit?.amount ?? 0
  shop.credit = null
  effects.push({ do: 'stop_timer', name: 'credit' })
  return amount
}

/** Nobody came for it: a person pays it back. */
export function onCreditOverdue({ state: { shop }, config, effects }: CreditTurn): void {
  if (shop.credit === null) return
  const { sessionId, amount } = shop.credit
  shop.credit = null
  effects.push({ do: 'record', fact: { type: 'credit_left', payload: { session_id: sessionId, amount, currency: config.currency } } })
}

/** After a restart it waits as long as it would have. */
export function restartCredit(turn: CreditTurn): void {
  const { credit } = turn.state.shop
  if (credit === null) return
  const leftMs = Math.min(turn.config.creditMs, credit.untilMs - turn.context.nowMs)
  if (leftMs <= 0) onCreditOverdue(turn)
  else turn.effects.push({ do: 'start_timer', name: 'credit', delayMs: leftMs })
}
