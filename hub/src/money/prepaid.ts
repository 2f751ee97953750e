/** Prepaid cards: paying with one at a machine, putting money on one, and what follows on it when an entry is taken back. */
import type { Site } from '@palang/config'
import { CodedError, isoNow, uuidv7, type Clock } from '@palang/kit'
import type { PrepaidRequest, PrepaidResult } from '@palang/protocol'
import { recordedChange } from '../access/audit.ts'
import { transferred } from '../domain/credit.ts'
import { ledgerLine } from '../domain/ledger-line.ts'
import { objectionToPrepaid, prepaidEntry, prepaidKey } from '../domain/prepaid.ts'
import { moneyMoved, settled } from '../domain/stays.ts'
import type { Actor, HubServices } from '../services.ts'
import type { PrepaidEntryRecord } from '../store/prepaid-store.ts'
import type { LedgerEntryRecord, SessionRecord } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'

/**
 * Takes what a sale costs from a card's balance, or says why not. Balances are looked at and changed in one transaction that has the card for itself, so
 * that two machines never spend the same money, not even where a hub that is being replaced still works. The same `payment_id` always gets the same answer.
 */
export function payPrepaid(
  { store, clock, site }: { store: Store; clock: Clock; site: Pick<Site, 'water'> },
  request: PrepaidRequest,
  machineId: string,
): Promise<PrepaidResult> {
  const { payment_id, session_id: sessionId, card_id: cardId, amount } = request
  const idempotencyKey = prepaidKey(payment_id)
  const at = isoNow(clock)
  return store.transact(async tx => {
    await tx.prepaid.claim(cardId)
    const known = await tx.prepaid.byKey(idempotencyKey)
    const balance = await tx.prepaid.balance(cardId)
    if (known !== undefined) return answerOf(known, { request, machineId, balance })
    const [session] = await tx.sessions.getMany([sessionId])
    const card = await tx.cards.get(cardId)
    const objection = !site.water.prepaid_cards ? 'not_offered' : objectionToPrepaid(request, { session, machineId, card, balance, at })
    const moved = { cardId, sessionId, machineId, idempotencyKey, occurredAt: at, actor: `machine:${machineId}` }
    if (session === undefined || objection !== null) {
      const reason = objection ?? 'no_session'
      const currency = session?.currency
      // Of a card nobody registered there is nothing to be kept.
      if (card !== undefined && currency !== undefined)
        await tx.prepaid.append([prepaidEntry({ ...moved, kind: 'refused', amount: 0, currency, reason })])
      return { payment_id, approved: false, reason, ...(reason === 'balance_too_low' ? { balance } : {}) }
    }
    const { currency } = session
    await tx.prepaid.append([prepaidEntry({ ...moved, kind: 'payment', amount: -amount, currency })])
    await bookPayment(tx, session, { ...moved, amount })
    return { payment_id, approved: true, balance: balance - amount }
  })
}

async function bookPayment(
  tx: Tx,
  session: SessionRecord,
  {
    amount,
    idempotencyKey: key,
    machineId,
    occurredAt: at,
    actor,
  }: { machineId: string } & Pick<PrepaidEntryRecord, 'amount' | 'idempotencyKey' | 'occurredAt' | 'actor'>,
): Promise<void> {
  const { id: sessionId, outletId, currency } = session
  await tx.ledger.append(
    transferred({ key, account: 'prepaid', sessionId, amount, kind: 'payment', outletId, machineId, currency, at, actor }),
  )
  const paid = moneyMoved(session, amount)
  await tx.sessions.putMany([session.amount !== null && paid.paidAmount >= session.amount ? settled(paid, at) : paid])
}

function answerOf(
  { kind, cardId, sessionId, machineId, amount, reason }: PrepaidEntryRecord,
  asked: { request: PrepaidRequest; machineId: string; balance: number },
): PrepaidResult {
  const { payment_id, session_id, card_id, amount: wanted } = asked.request
  const isSame = cardId === card_id && sessionId === session_id && machineId === asked.machineId
  if (!isSame) return { payment_id, approved: false, reason: 'conflict' }
  if (kind !== 'payment') return { payment_id, approved: false, reason: reason ?? 'conflict' }
  return -amount === wanted ? { payment_id, approved: true, balance: asked.balance } : { payment_id, approved: false, reason: 'conflict' }
}

/** What the balance of a card does when an entry of the ledger is taken back by `reversal`: a payment comes back to it, a top-up leaves it. */
export async function followOnCard(tx: Tx, taken: LedgerEntryRecord, reversal: LedgerEntryRecord): Promise<void> {
  const entry = await tx.prepaid.byKey(taken.idempotencyKey.replace(/:session$/, ''))
  if (entry === undefined) return
  const { cardId, currency } = entry
  const { outletId, occurredAt, actor, note: reason, machineId, sessionId, idempotencyKey, amount: back } = reversal
  const moved = { cardId, currency, sessionId, machineId, occurredAt, actor, reason }
  if (entry.kind === 'top_up') {
    await mustHold(tx, cardId, -back)
    await tx.prepaid.append([prepaidEntry({ ...moved, kind: 'adjustment', amount: back, idempotencyKey })])
    return
  }
  const key = `${idempotencyKey}:card`
  await tx.prepaid.append([prepaidEntry({ ...moved, kind: 'returned', amount: -back, idempotencyKey: key })])
  await tx.ledger.append([
    ledgerLine({
      outletId,
      sessionId: null,
      machineId,
      kind: 'credit',
      method: 'prepaid',
      amount: -back,
      currency,
      idempotencyKey: key,
      occurredAt,
      actor,
    }),
  ])
}

async function mustHold(tx: Tx, cardId: string, amount: number): Promise<void> {
  await tx.prepaid.claim(cardId)
  const balance = await tx.prepaid.balance(cardId)
  if (amount > balance) throw new CodedError('conflict', `only ${balance} are on the card`)
}

interface TopUp {
  amount: number
  method: 'cash' | 'adjustment'
  reason: string | undefined
}

/**
 * Puts money on a registered card. Cash goes through the open shift of `actor`, where there is one; an adjustment moves no money, and only an
 * administrator makes one. Throws `not_found`, `forbidden`, `payment_not_offered`, and `conflict` for more than is on the card. Resolves to the entry and the balance after it.
 */
export function topUp(
  parts: Pick<HubServices, 'store' | 'clock' | 'site'>,
  actor: Actor,
  cardId: string,
  { amount, method, reason }: TopUp,
): Promise<{ entry: PrepaidEntryRecord; balance: number }> {
  if (method === 'adjustment' && actor.role !== 'admin')
    throw new CodedError('forbidden', 'only an administrator changes a balance without money')
  if (amount > 0 && !parts.site.water.prepaid_cards) throw new CodedError('payment_not_offered', 'this site takes no prepaid cards')
  const { id: outletId, currency } = parts.site.outlet
  const occurredAt = isoNow(parts.clock)
  return recordedChange(parts, actor, async (tx, note) => {
    if ((await tx.cards.get(cardId)) === undefined) throw new CodedError('not_found', 'there is no such card')
    if (amount < 0) await mustHold(tx, cardId, -amount)
    const key = `top_up:${uuidv7()}`
    const kind = method === 'cash' ? ('top_up' as const) : ('adjustment' as const)
    const of = { amount, currency, idempotencyKey: key, sessionId: null, machineId: null, occurredAt, actor: actor.id }
    const entry = prepaidEntry({ ...of, cardId, kind, reason: reason ?? null })
    await tx.prepaid.append([entry])
    const line = { ...of, outletId, note: reason ?? null }
    if (method === 'cash') {
      const shiftId = (await tx.shifts.openOf(actor.id))?.id ?? null
      await tx.ledger.append([ledgerLine({ ...line, kind: 'payment', method: 'cash', shiftId })])
    } else {
      // What the house gives, or takes back, without money: two entries, that add up to none.
      await tx.ledger.append([
        ledgerLine({ ...line, kind: 'adjustment', method: 'prepaid' }),
        ledgerLine({ ...line, kind: 'adjustment', method: 'free', amount: -amount, idempotencyKey: `${key}:free` }),
      ])
    }
    const balance = await tx.prepaid.balance(cardId)
    note({ action: 'top_up_card', subject: `card:${cardId}`, after: { amount, method, balance }, reason })
    return { entry, balance }
  })
}
