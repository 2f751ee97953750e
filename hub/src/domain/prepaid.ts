/** Prepaid cards: what moves a balance, and when a card may pay. Pure. */
import { uuidv7 } from '@palang/kit'
import type { PrepaidRequest } from '@palang/protocol'
import type { PrepaidEntryRecord } from '../store/prepaid-store.ts'
import type { CardRecord, SessionRecord } from '../store/records.ts'
import { judgeCard } from './cards.ts'

/** Under which a payment moves the balance, once however often it is asked for. */
export function prepaidKey(paymentId: string): string {
  return `prepaid:${paymentId}`
}

type Entry = Omit<PrepaidEntryRecord, 'id' | 'reason'> & Partial<PrepaidEntryRecord>

/** A new movement of a card's balance. */
export function prepaidEntry(entry: Entry): PrepaidEntryRecord {
  return { id: uuidv7(), reason: null, ...entry }
}

/** Why this payment cannot be taken now, or null. `balance` is what is on the card. */
export function objectionToPrepaid(
  { amount }: Pick<PrepaidRequest, 'amount'>,
  {
    session,
    machineId,
    card,
    balance,
    at,
  }: { session: SessionRecord | undefined; machineId: string; card: CardRecord | undefined; balance: number; at: string },
): string | null {
  if (session === undefined || session.closedAt !== null || session.machineId !== machineId) return 'no_session'
  if (session.state !== 'ordered' || session.amount === null) return 'paid_already'
  if (amount > session.amount - session.paidAmount) return 'price_changed'
  const verdict = judgeCard(card, at, 'refuse')
  if (!verdict.ok) return verdict.code
  return amount > balance ? 'balance_too_low' : null
}

/** What of each prepaid payment of a session has not gone back to its card, the newest payment first. */
export function unreturned(entries: readonly PrepaidEntryRecord[]): { entry: PrepaidEntryRecord; left: number }[] {
  const back = new Map<string, number>()
  for (const { kind, cardId, amount } of entries) if (kind === 'returned') back.set(cardId, (back.get(cardId) ?? 0) + amount)
  return entries
    .filter(({ kind }) => kind === 'payment')
    .toReversed()
    .map(entry => {
      const returned = Math.min(-entry.amount, back.get(entry.cardId) ?? 0)
      back.set(entry.cardId, (back.get(entry.cardId) ?? 0) - returned)
      return { entry, left: -entry.amount - returned }
    })
}
