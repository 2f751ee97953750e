/**
 * An exit that has no hub to ask prices a sealed ticket by itself: the version in force when its stay entered, by the one module that
 * prices at the hub too. It does so only with a list of tariffs it has whole and at a time of day it can be sure of.
 */
import { sealOf } from '@palang/kit'
import { readTicketCode, type ExitResult, type TicketFacts } from '@palang/protocol'
import { dueAfterPayment, exitGraceMinutes, tariffFrozenAt, type Tariff } from '@palang/tariff'
import { paidAt, type LonePrice } from './lone-books.ts'
import type { Credential, Quote, Turn, Visit } from './state.ts'
import { record } from './turn.ts'

/** What the stay on a ticket owes. */
export interface PricedAlone {
  quote: Quote & { alone: LonePrice }
  due: number
  graceMinutes: number
}

/** The stay a ticket tells of when the site sealed it; undefined for anything else. */
export function sealedStay({ context }: Turn, credential: Credential): TicketFacts | undefined {
  if (credential.kind !== 'ticket' || credential.code === undefined) return undefined
  const key = context.alone.prices()?.ticketKey
  return key === undefined ? undefined : readTicketCode(credential.code, text => sealOf(key, text))
}

/** The price of a stay now; undefined where this gate cannot know it. */
export function priceAlone(turn: Turn, stay: TicketFacts): PricedAlone | undefined {
  const { context } = turn
  const prices = context.alone.prices()
  const tariff = prices === null ? undefined : tariffFrozenAt(prices.list, stay.enteredAtMs)
  // A ticket of tomorrow says that this clock is wrong, whatever it thinks of itself.
  if (prices === null || tariff === undefined || !context.alone.isClockSure() || stay.enteredAtMs > context.nowMs + toleranceMs)
    return undefined
  return pricedBy(turn, stay, { tariff, timeZone: prices.list.timezone, digest: prices.digest })
}

/** Clocks of gates of one site, and the second a ticket is rounded up to. */
const toleranceMs = 60_000

interface By {
  tariff: Tariff
  timeZone: string
  digest: string
}

function pricedBy(turn: Turn, stay: TicketFacts, { tariff, timeZone, digest }: By): PricedAlone {
  const { context, config } = turn
  const { sessionId, ticket, vehicleClass, enteredAtMs } = stay
  const paid = paidAt(turn, sessionId)
  const facts = { enteredAtMs, untilMs: context.nowMs, timeZone, vehicleClass, member: false }
  const { price, amount, due } = dueAfterPayment(tariff, facts, paid)
  const alone: LonePrice = {
    ticket,
    vehicleClass,
    enteredAt: new Date(enteredAtMs).toISOString(),
    pricedAt: new Date(context.nowMs).toISOString(),
    tariffId: price.tariffId,
    tariffVersion: price.tariffVersion,
    digest,
  }
  const { durationMinutes, lines } = price
  const quote = { sessionId, amount, paidAmount: paid.amount, currency: config.currency, durationMinutes, lines, alone }
  return { quote, due, graceMinutes: exitGraceMinutes(tariff, config.id) }
}

/** The price as an answer of the hub would tell it. */
export function exitResultOf({ quote, due, graceMinutes }: PricedAlone): ExitResult {
  return {
    approved: due === 0,
    session_id: quote.sessionId,
    duration_minutes: quote.durationMinutes ?? 0,
    amount: quote.amount,
    paid_amount: quote.paidAmount,
    currency: quote.currency,
    lines: quote.lines,
    paid: due === 0,
    entered_at: quote.alone.enteredAt,
    grace_minutes: graceMinutes,
    ...(due === 0 ? {} : { reason: 'unpaid' }),
  }
}

/** Writes down the price before anybody is asked for it. */
export function recordPrice(turn: Turn, visit: Visit, { quote, due }: PricedAlone): void {
  record(turn, {
    type: 'priced_alone',
    payload: {
      visit_id: visit.id,
      session_id: quote.sessionId,
      ...lonePriceTold(quote.alone),
      duration_minutes: quote.durationMinutes ?? 0,
      amount: quote.amount,
      due,
      currency: quote.currency,
      lines: quote.lines,
    },
  })
}

/** How a price came about, as facts tell it. */
export function lonePriceTold({ ticket, vehicleClass, enteredAt, pricedAt, tariffId, tariffVersion, digest }: LonePrice) {
  return {
    ticket,
    vehicle_class: vehicleClass,
    entered_at: enteredAt,
    priced_at: pricedAt,
    tariff_id: tariffId,
    tariff_version: tariffVersion,
    prices_digest: digest,
  }
}
