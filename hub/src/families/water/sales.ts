/** What the facts of a sale do to its session, to money and to what stands over. */
import type { Site } from '@palang/config'
import { CodedError } from '@palang/kit'
import { waterFacts } from '@palang/protocol'
import type { z } from 'zod'
import { cashKey } from '../../domain/cash.ts'
import { creditKeys, transferred } from '../../domain/credit.ts'
import { prepaidEntry, prepaidKey, unreturned } from '../../domain/prepaid.ts'
import { contradictionsIn, nowHeard, openedSale, paidSale, settledSale, type Settlement } from '../../domain/sales.ts'
import type { Projection } from '../../intake/projection.ts'
import type { PrepaidEntryRecord } from '../../store/prepaid-store.ts'
import type { FactRecord, SessionRecord } from '../../store/records.ts'
import { bookCash, move, mustBeOurs, originOf } from '../fact-money.ts'
import { type FactRule, ruleFor } from '../fact-rules.ts'
import { tellPour } from './tell.ts'

/** The rules of a sale’s facts. */
export const saleRules = {
  sale_opened: ruleFor(waterFacts.sale_opened, (projection, payload, fact, site) => {
    mustBeOurs(payload.currency, site)
    const sale = { volumeMl: payload.volume_ml, price: payload.price, priceList: payload.price_list }
    openSale(projection, payload.session_id, sale, fact, site)
    const { credit_used: used, session_id: sessionId } = payload
    const key = creditKeys.used(sessionId)
    const standing = projection.sales.creditOf(fact.machineId)
    if (used > standing && !projection.isBooked(key))
      dispute(projection, fact, sessionId, [`${used} of credit were used, ${standing} stood at the machine`])
    transfer(projection, fact, site, { key, account: 'credit', sessionId, amount: used, kind: 'payment' })
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
  credit_left: ruleFor(waterFacts.credit_left, (projection, { session_id: sessionId, amount, currency }, fact, site) => {
    mustBeOurs(currency, site)
    if (projection.session(sessionId) === undefined) throw new CodedError('conflict', 'the sale this credit is left of is not known')
    const key = creditKeys.givenBack(sessionId)
    if (projection.isBooked(key)) return
    const standing = projection.sales.creditOf(fact.machineId)
    if (amount > standing) dispute(projection, fact, sessionId, [`${amount} of credit were left, ${standing} stood at the machine`])
    transfer(projection, fact, site, { key, account: 'credit', sessionId, amount, kind: 'credit' })
    projection.raiseAlarm({
      machineId: fact.machineId,
      code: 'credit_left',
      severity: 'warning',
      message: `${amount} ${currency} of session ${sessionId} were left over and nobody came for them; give them back with "Take back" on the session's page when somebody asks`,
      at: fact.occurredAt,
    })
  }),
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
  giveBackUnheard(projection, unheardOf(projection, session, payload), sessionId, fact, site)
  const contradictions = contradictionsIn(settlement, projection.paidSoFar(sessionId))
  const { toPrepaid, toCredit } = partsOf(payload)
  if (toCredit > 0) {
    const key = creditKeys.leftOver(sessionId)
    transfer(projection, fact, site, { key, account: 'credit', sessionId, amount: -toCredit, kind: 'credit' })
  }
  if (toPrepaid > 0) {
    const key = payload.payment_id === undefined ? undefined : prepaidKey(payload.payment_id)
    const paid = unreturned(projection.sales.prepaidOf(sessionId)).find(({ entry }) => entry.idempotencyKey === key)
    const back = Math.min(toPrepaid, paid?.left ?? 0)
    if (back < toPrepaid) contradictions.push(`${toPrepaid} were left over for a prepaid card of which ${back} were there`)
    if (paid !== undefined && back > 0) giveBack(projection, paid.entry, back, fact, site)
  }
  dispute(projection, fact, sessionId, contradictions)
  const ended = settledSale(session, settlement, fact.occurredAt)
  projection.saveSession(ended)
  const { result, reason, deliveredMl: delivered_ml, exact, charged, remainderTo: remainder_to } = settlement
  tellPour(projection, fact, 'settled', { state: ended.state, result, reason, delivered_ml, exact, charged, remainder, remainder_to })
}

type Settled = z.output<typeof waterFacts.sale_settled>

/** What of the remainder goes where. */
function partsOf({ remainder, remainder_to: to, to_prepaid: told = 0 }: Settled): { toPrepaid: number; toCredit: number } {
  const toPrepaid = to === 'prepaid' ? remainder : to === 'both' ? Math.min(told, remainder) : 0
  return { toPrepaid, toCredit: to === 'nobody' ? 0 : remainder - toPrepaid }
}

/** What the books have beyond what the machine heard of. An earlier version of it does not say what of that a card paid. */
function unheardOf(projection: Projection, { id, pour }: SessionRecord, { prepaid_paid: heard, paid_amount: paid }: Settled): number {
  if (heard === undefined) return pour?.paidBy === 'prepaid' ? 0 : projection.paidSoFar(id) - paid
  return unreturned(projection.sales.prepaidOf(id)).reduce((sum, { left }) => sum + left, 0) - heard
}

function settlementOf(payload: Settled): Settlement {
  const { result, reason, exact, price, charged, remainder, remainder_to: remainderTo } = payload
  const { volume_ml: volumeMl, delivered_ml: deliveredMl, paid_amount: paid } = payload
  return { result, reason, volumeMl, deliveredMl, exact, price, paid, charged, remainder, remainderTo }
}

/** What a prepaid card paid and the machine never heard of, because the answer was lost: it goes back to the card. */
function giveBackUnheard(projection: Projection, amount: number, sessionId: string, fact: FactRecord, site: Site): void {
  let unheard = amount
  for (const { entry, left } of unreturned(projection.sales.prepaidOf(sessionId))) {
    const back = Math.min(unheard, left)
    if (back <= 0) continue
    giveBack(projection, entry, back, fact, site, 'answer_lost')
    unheard -= back
  }
}

function giveBack(
  projection: Projection,
  { cardId, sessionId, idempotencyKey, currency }: PrepaidEntryRecord,
  amount: number,
  fact: FactRecord,
  site: Site,
  reason = 'not_delivered',
): void {
  if (sessionId === null) return
  const key = `${idempotencyKey}:${reason}`
  const { machineId, actor } = originOf(fact, site)
  const occurredAt = fact.occurredAt
  const entry = { cardId, kind: 'returned' as const, amount, currency, sessionId, machineId, occurredAt, actor, reason }
  projection.sales.movePrepaid(prepaidEntry({ ...entry, idempotencyKey: key }))
  transfer(projection, fact, site, { key, account: 'prepaid', sessionId, amount: -amount, kind: 'credit' })
}

type Way = Pick<Parameters<typeof transferred>[0], 'key' | 'account' | 'sessionId' | 'amount' | 'kind'>

function transfer(projection: Projection, fact: FactRecord, site: Site, way: Way): void {
  const { currency } = site.outlet
  transferred({ ...way, ...originOf(fact, site), currency, at: fact.occurredAt }).forEach(projection.book)
}

/** The facts are booked as they were told, and a person looks at what does not fit. */
function dispute(projection: Projection, fact: FactRecord, sessionId: string, contradictions: readonly string[]): void {
  if (contradictions.length === 0) return
  const { machineId, occurredAt: at } = fact
  const message = `sale ${sessionId}: ${contradictions.join('; ')}`
  projection.raiseAlarm({ machineId, code: 'sale_disputed', severity: 'warning', message, at })
}
