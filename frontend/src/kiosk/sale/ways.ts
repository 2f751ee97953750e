/** What a customer owes, how it can be paid and what is left over, in any family that sells: pure functions of what the panel last said. */
import {
  type CodeUnderWay,
  type Due,
  dueOf,
  isCodeChoice,
  type Money,
  moneyOf,
  type PayByCard,
  payByCardOf,
  payByCodeOf,
} from '../pay/ways.ts'
import type { PanelMoney, PanelSettled, PanelSnapshot } from '../snapshot.ts'

/** Money of the customer that is still in the machine. */
export interface Credit {
  amount: number
  currency: string
  /** Until then nobody else is meant by it. */
  until: string | undefined
}

/** One way to pay; `away` is there and cannot be used now. */
export type Way =
  | { kind: 'cash'; takes: Money; notes: readonly number[] }
  | { kind: 'qris'; reason: string | undefined }
  | { kind: 'card'; reason: string | undefined }
  | { kind: 'prepaid'; reason: string | undefined; balance: number | undefined }
  | { kind: 'away'; of: 'cash' | 'qris' | 'prepaid'; reason: string | undefined }

/** A part of what is left over; `until`: so long it waits at this machine. */
export interface Back {
  to: 'nobody' | 'credit' | 'prepaid'
  amount: number
  until?: string | undefined
}

/** Paying, whatever was chosen. */
export type Paying =
  | { kind: 'pay'; due: Due; ways: readonly Way[]; until: string | undefined }
  | { kind: 'code'; due: Due; qris: CodeUnderWay }
  | { kind: 'card'; due: Due; state: Exclude<PayByCard['state'], 'offered'> }
  | { kind: 'prepaid' }

/** The one screen of a sale that is being paid. */
export function payingOf(sale: PanelMoney, snapshot: PanelSnapshot): Paying {
  const due = dueOf(sale.price ?? 0, sale.paid_amount ?? 0, sale.currency)
  const qris = payByCodeOf(sale.qris, snapshot.hub.online)
  if (qris !== null && !isCodeChoice(qris)) return { kind: 'code', due, qris }
  const card = payByCardOf(sale.card)
  if (card !== null && card.state !== 'offered') return { kind: 'card', due, state: card.state }
  if (sale.prepaid?.state === 'asking') return { kind: 'prepaid' }
  return { kind: 'pay', due, ways: waysOf(sale, snapshot), until: sale.until }
}

/** Every way this machine has, those that cannot be used now at the end. */
function waysOf(sale: PanelMoney, { hub, accepted_notes: notes }: PanelSnapshot): Way[] {
  const takes = sale.takes === undefined ? null : moneyOf(sale.takes)
  const open: Way[] = []
  const away: Way[] = []
  if (takes !== null) open.push({ kind: 'cash', takes, notes: notes ?? [] })
  else if (notes !== undefined && notes.length > 0) away.push({ kind: 'away', of: 'cash', reason: undefined })
  if (sale.qris?.state === 'offered' && hub.online) open.push({ kind: 'qris', reason: sale.qris.reason })
  else if (sale.qris !== undefined) away.push({ kind: 'away', of: 'qris', reason: hub.online ? sale.qris.reason : 'offline' })
  if (sale.card !== undefined) open.push({ kind: 'card', reason: sale.card.reason })
  const { prepaid } = sale
  if (prepaid?.state === 'offered' && hub.online) open.push({ kind: 'prepaid', reason: prepaid.reason, balance: prepaid.balance })
  else if (prepaid !== undefined) away.push({ kind: 'away', of: 'prepaid', reason: hub.online ? prepaid.reason : 'offline' })
  return [...open, ...away]
}

/** What is left over, if anything is. */
export function creditOf({ credit, credit_until: until, currency }: PanelMoney): Credit | undefined {
  return credit > 0 ? { amount: credit, currency, until } : undefined
}

/** Where what is left over of a sale that ended goes. */
export function wayBackOf({ credit_until: until }: Pick<PanelMoney, 'credit_until'>, ended: PanelSettled): readonly Back[] {
  const { remainder, remainder_to: to, to_prepaid: toPrepaid = 0 } = ended
  if (to === 'credit') return [{ to, amount: remainder, until }]
  if (to !== 'both') return [{ to, amount: remainder }]
  return [
    { to: 'prepaid', amount: toPrepaid },
    { to: 'credit', amount: remainder - toPrepaid, until },
  ]
}
