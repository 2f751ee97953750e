/** What of a customer's wishes is not taken, and why: said before anything is done, so that nothing is half done. */
import type { ClosedReason } from '@palang/protocol'
import { type PayingRefusal, refusalOfCard, refusalOfQris } from '../till/ways-to-pay.ts'
import { closedBy } from './sale-closed.ts'
import { priceListOf } from './settings.ts'
import type { WaterConfig, WaterState } from './state.ts'

/** What a customer does at the screen, beside choosing; what comes of it is told by the status. */
export type CustomerAct = { kind: 'cancel' | 'stop' | 'done' } | { kind: 'qris' | 'pay_card'; act: 'start' | 'cancel' }

/** Why a wish is not taken, as an error code. */
export type Refusal = PayingRefusal | { code: 'not_found' | 'nothing_under_way' } | { code: 'sale_closed'; reason: ClosedReason }

/** Why a choice is not taken now; null when it is. */
export function refusalOfChoice(state: WaterState, config: WaterConfig, volumeMl: number, nowMs: number): Refusal | null {
  if (state.shop.sale !== null || state.pour !== null) return { code: 'machine_busy' }
  const reason = closedBy(state, config, nowMs)
  if (reason !== null) return { code: 'sale_closed', reason }
  return priceListOf(state, config).products.some(product => product.volume_ml === volumeMl) ? null : { code: 'not_found' }
}

/** Why a wish is not taken now; null when it is, and when it is fulfilled already: a button pressed twice is one wish. */
export function refusalOfAct(state: WaterState, config: WaterConfig, act: CustomerAct, isHubOnline: boolean): Refusal | null {
  switch (act.kind) {
    case 'done':
      return null
    case 'cancel':
      return isPaying(state) ? null : { code: 'nothing_under_way' }
    case 'stop':
      return state.pour !== null || state.shop.sale?.stage === 'pouring' ? null : { code: 'nothing_under_way' }
    case 'qris':
    case 'pay_card':
      if (!isPaying(state)) return { code: 'nothing_under_way' }
      if (act.act === 'cancel') return null
      return act.kind === 'qris' ? refusalOfQris(state, isHubOnline) : refusalOfCard(state, config)
  }
}

function isPaying({ shop }: WaterState): boolean {
  return shop.sale?.stage === 'paying'
}
