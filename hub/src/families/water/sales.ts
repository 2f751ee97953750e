/** What the facts of a sale do to its session, to money and to what stands over. */
import type { Site } from '@palang/config'
import { waterFacts } from '@palang/protocol'
import type { z } from 'zod'
import { cashKey } from '../../domain/cash.ts'
import { nowHeard, openedSale, paidSale, settledSale, type Settlement } from '../../domain/sales.ts'
import type { Projection } from '../../intake/projection.ts'
import type { FactRecord, SessionRecord } from '../../store/records.ts'
import { bookCash, move, mustBeOurs } from '../fact-money.ts'
import { type FactRule, ruleFor } from '../fact-rules.ts'
import { dispute, leaveCredit, settleMoney, useCredit } from '../sale-money.ts'
import { tellPour } from './tell.ts'

/** The rules of a sale’s facts. */
export const saleRules = {
  sale_opened: ruleFor(waterFacts.sale_opened, (projection, payload, fact, site) => {
    mustBeOurs(payload.currency, site)
    const sale = { volumeMl: payload.volume_ml, price: payload.price, priceList: payload.price_list }
    openSale(projection, payload.session_id, sale, fact, site)
    useCredit(projection, { sessionId: payload.session_id, used: payload.credit_used }, fact, site)
    tellPour(projection, fact, 'opened', { volume_ml: payload.volume_ml, price: payload.price })
  }),
  cash_received: ruleFor(waterFacts.cash_received, (projection, payload, fact, site) => {
    mustBeOurs(payload.currency, site)
    const sale = { volumeMl: 0, price: payload.quote_amount, priceList: null }
    const { closedAt } = openSale(projection, payload.session_id, sale, fact, site)
    const isNew = !projection.isBooked(cashKey('payment', payload.payment_id))
    bookCash(projection, payload, fact, site)
    if (closedAt !== null && isNew)
      dispute(projection, fact, payload.session_id, [`${payload.amount} in cash came after the sale had ended`])
  }),
  sale_paid: ruleFor(waterFacts.sale_paid, (projection, payload, fact, site) => {
    const { session_id: sessionId, method, charge, currency } = payload
    mustBeOurs(currency, site)
    const session = openSale(projection, sessionId, { volumeMl: 0, price: payload.amount, priceList: null }, fact, site)
    // An online or a prepaid payment was booked by the hub when it had the money.
    if (charge !== undefined) {
      const { payment_id: paymentId, amount, reference: note } = charge
      move(projection, fact, site, { sessionId, paymentId, kind: 'payment', method: 'card', amount, currency, note })
    }
    projection.saveSession(paidSale(session, method, fact.occurredAt))
    tellPour(projection, fact, 'paid', { method, amount: payload.amount })
  }),
  sale_settled: ruleFor(waterFacts.sale_settled, settle),
  credit_left: ruleFor(waterFacts.credit_left, leaveCredit),
} satisfies { [T in keyof typeof waterFacts]?: FactRule }

type Opening = { volumeMl: number; price: number; priceList: string | null }

/** The session of a sale, begun with this fact where none is known: what came before it may have been lost. */
function openSale(projection: Projection, id: string, opening: Opening, fact: FactRecord, site: Site): SessionRecord {
  const { id: outletId, currency } = site.outlet
  const sale = { id, outletId, currency, machineId: fact.machineId, at: fact.occurredAt, ...opening }
  const known = projection.session(id)
  const session = known === undefined ? openedSale(sale) : opening.priceList === null ? known : nowHeard(known, sale)
  if (session !== known) projection.saveSession(session)
  return session
}

function settle(projection: Projection, payload: Settled, fact: FactRecord, site: Site): void {
  mustBeOurs(payload.currency, site)
  const { session_id: sessionId, remainder } = payload
  const session = openSale(projection, sessionId, { volumeMl: payload.volume_ml, price: payload.price, priceList: null }, fact, site)
  if (session.closedAt !== null) return
  const settlement = settlementOf(payload)
  const paidByPrepaid = session.pour?.paidBy === 'prepaid'
  settleMoney(projection, { ...payload, paidByPrepaid }, fact, site)
  const ended = settledSale(session, settlement, fact.occurredAt)
  projection.saveSession(ended)
  const { result, reason, deliveredMl: delivered_ml, exact, charged, remainderTo: remainder_to } = settlement
  tellPour(projection, fact, 'settled', { state: ended.state, result, reason, delivered_ml, exact, charged, remainder, remainder_to })
}

type Settled = z.output<typeof waterFacts.sale_settled>

function settlementOf(payload: Settled): Settlement {
  const { result, reason, exact, price, charged, remainder, remainder_to: remainderTo } = payload
  const { volume_ml: volumeMl, delivered_ml: deliveredMl, paid_amount: paid } = payload
  return { result, reason, volumeMl, deliveredMl, exact, price, paid, charged, remainder, remainderTo }
}
