/** What a machine that sells says of money beyond the price: credit of the sale before, what is left over, what goes back to a prepaid card. */
import type { Site } from '@palang/config'
import { CodedError } from '@palang/kit'
import type { RemainderTo } from '@palang/protocol'
import { creditKeys, transferred } from '../domain/credit.ts'
import { prepaidEntry, prepaidKey, unreturned } from '../domain/prepaid.ts'
import { contradictionsIn } from '../domain/sales.ts'
import type { Projection } from '../intake/projection.ts'
import type { PrepaidEntryRecord } from '../store/prepaid-store.ts'
import type { FactRecord } from '../store/records.ts'
import { mustBeOurs, originOf } from './fact-money.ts'

/** How a sale ended, as far as its money goes; as the machines tell it. */
export interface SettledMoney {
  session_id: string
  price: number
  charged: number
  paid_amount: number
  remainder: number
  remainder_to: RemainderTo
  to_prepaid?: number | undefined
  payment_id?: string | undefined
  prepaid_paid?: number | undefined
  /** The hub heard that a prepaid card paid. */
  paidByPrepaid: boolean
}

/** What was left over from the sale before pays for this one. */
export function useCredit(
  projection: Projection,
  { sessionId, used }: { sessionId: string; used: number },
  fact: FactRecord,
  site: Site,
): void {
  const key = creditKeys.used(sessionId)
  const standing = projection.sales.creditOf(fact.machineId)
  if (used > standing && !projection.isBooked(key))
    dispute(projection, fact, sessionId, [`${used} of credit were used, ${standing} stood at the machine`])
  transfer(projection, fact, site, { key, account: 'credit', sessionId, amount: used, kind: 'payment' })
}

/** Nobody came for the credit: a person gives it back when somebody asks. */
export function leaveCredit(
  projection: Projection,
  { session_id: sessionId, amount, currency }: { session_id: string; amount: number; currency: string },
  fact: FactRecord,
  site: Site,
): void {
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
}

/** Moves what was paid beyond the price of what came; called once, when the sale ends. */
export function settleMoney(projection: Projection, settled: SettledMoney, fact: FactRecord, site: Site): void {
  const { session_id: sessionId, price, charged, remainder, remainder_to: remainderTo, paid_amount: paid } = settled
  giveBackUnheard(projection, unheardOf(projection, settled), sessionId, fact, site)
  const contradictions = contradictionsIn({ price, charged, remainder, remainderTo, paid }, projection.paidSoFar(sessionId))
  const { toPrepaid, toCredit } = partsOf(settled)
  if (toCredit > 0) {
    const key = creditKeys.leftOver(sessionId)
    transfer(projection, fact, site, { key, account: 'credit', sessionId, amount: -toCredit, kind: 'credit' })
  }
  if (toPrepaid > 0) {
    const key = settled.payment_id === undefined ? undefined : prepaidKey(settled.payment_id)
    const found = unreturned(projection.sales.prepaidOf(sessionId)).find(({ entry }) => entry.idempotencyKey === key)
    const back = Math.min(toPrepaid, found?.left ?? 0)
    if (back < toPrepaid) contradictions.push(`${toPrepaid} were left over for a prepaid card of which ${back} were there`)
    if (found !== undefined && back > 0) giveBack(projection, found.entry, back, fact, site)
  }
  dispute(projection, fact, sessionId, contradictions)
}

/** What of the remainder goes where. */
function partsOf({ remainder, remainder_to: to, to_prepaid: told = 0 }: SettledMoney): { toPrepaid: number; toCredit: number } {
  const toPrepaid = to === 'prepaid' ? remainder : to === 'both' ? Math.min(told, remainder) : 0
  return { toPrepaid, toCredit: to === 'nobody' ? 0 : remainder - toPrepaid }
}

/** What the books have beyond what the machine heard of. An earlier version of it does not say what of that a card paid. */
function unheardOf(
  projection: Projection,
  { session_id: id, paidByPrepaid, prepaid_paid: heard, paid_amount: paid }: SettledMoney,
): number {
  if (heard === undefined) return paidByPrepaid ? 0 : projection.paidSoFar(id) - paid
  return unreturned(projection.sales.prepaidOf(id)).reduce((sum, { left }) => sum + left, 0) - heard
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
export function dispute(projection: Projection, fact: FactRecord, sessionId: string, contradictions: readonly string[]): void {
  if (contradictions.length === 0) return
  const { machineId, occurredAt: at } = fact
  const message = `sale ${sessionId}: ${contradictions.join('; ')}`
  projection.raiseAlarm({ machineId, code: 'sale_disputed', severity: 'warning', message, at })
}
