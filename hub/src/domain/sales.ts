/**
 * The life of a sale of water: pure transitions of its session, from the choice to the settlement. A transition that does not apply gives
 * the same record back, so that a fact told late or twice changes nothing.
 */
import type { RemainderTo, SaleMethod, SaleResult, SessionState } from '@palang/protocol'
import type { PourRecord, SessionRecord } from '../store/records.ts'
import { orderedPour, shortOf, type NewPour } from './pours.ts'

interface NewSale extends Omit<NewPour, 'purpose'> {
  price: number
  /** Null where the beginning was not heard of, and its price and volume are taken from what came later. */
  priceList: string | null
}

/** A customer chose. */
export function openedSale({ price, priceList, ...pour }: NewSale): SessionRecord {
  const ordered = orderedPour({ ...pour, purpose: 'sale' })
  return { ...ordered, amount: price, pricedAt: pour.at, lines: [], pour: { ...ordered.pour, priceList } }
}

/** What was opened before its beginning was heard of, with what stands in that. */
export function nowHeard(session: SessionRecord, { price, priceList, volumeMl }: NewSale): SessionRecord {
  const { pour } = session
  if (pour === null || pour.priceList !== null || session.closedAt !== null) return session
  return { ...session, amount: price, pour: { ...pour, purpose: 'sale', orderedMl: volumeMl, priceList } }
}

/** The price is covered; the valve may open. */
export function paidSale(session: SessionRecord, paidBy: SaleMethod, at: string): SessionRecord {
  const { pour } = session
  if (session.closedAt !== null || pour === null) return session
  const state: SessionState = session.state === 'ordered' ? 'paid' : session.state
  return { ...session, state, paidAt: at, pour: { ...pour, paidBy } }
}

/** Whether the session is the sale of one machine: no other takes money for it, and what was left over of it went on from there. */
export function isMachineSale({ family }: Pick<SessionRecord, 'family'>): boolean {
  return family === 'water' || family === 'ozone'
}

/** Whether what ended was a sale: it was paid, or water came. A choice that was left before is none. */
export function isSold({ paidBy, deliveredMl, charged }: Pick<PourRecord, 'paidBy' | 'deliveredMl' | 'charged'>): boolean {
  return paidBy !== null || (deliveredMl ?? 0) > 0 || (charged ?? 0) > 0
}

/** What the machine says a sale came to. */
export interface Settlement {
  result: SaleResult
  reason: string
  volumeMl: number
  deliveredMl: number
  exact: boolean
  price: number
  paid: number
  charged: number
  remainder: number
  remainderTo: RemainderTo
}

/** The one end of a sale. */
export function settledSale(session: SessionRecord, settlement: Settlement, at: string): SessionRecord {
  const { pour } = session
  if (session.closedAt !== null || pour === null) return session
  const { result, reason, volumeMl, deliveredMl, exact, price, charged, remainder, remainderTo } = settlement
  const state = endOf(settlement)
  return {
    ...session,
    state,
    closedAt: at,
    outcome: exact ? state : 'unknown',
    outcomeReason: reason,
    amount: price,
    pour: { ...pour, purpose: 'sale', orderedMl: volumeMl, deliveredMl, exact, result, charged, remainder, remainderTo },
  }
}

function endOf({ result, deliveredMl, exact }: Settlement): SessionState {
  if (result === 'success') return 'closed'
  return result === 'cancelled' ? 'cancelled' : shortOf(deliveredMl, exact)
}

/** What does not add up in a settlement, in words for a person; `paid` is what the ledger says was paid for the sale. Nothing in a sound one. */
export function contradictionsIn(
  settlement: Pick<Settlement, 'price' | 'charged' | 'remainder' | 'remainderTo' | 'paid'>,
  paid: number,
): string[] {
  const { price, charged, remainder, remainderTo } = settlement
  return [
    charged > price ? `${charged} were charged, more than the price of ${price}` : [],
    charged + remainder === settlement.paid ? [] : `${charged} charged and ${remainder} left over are not the ${settlement.paid} paid`,
    remainder > 0 && remainderTo === 'nobody' ? `${remainder} were left over and went nowhere` : [],
    paid === settlement.paid ? [] : `the machine says ${settlement.paid} were paid, the books say ${paid}`,
  ].flat()
}
