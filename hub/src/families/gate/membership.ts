/** Whose a stay is. */
import { judgeCard } from '../../domain/cards.ts'
import type { SessionRecord } from '../../store/records.ts'
import type { Tx } from '../../store/store.ts'

/** Whether a stay is priced as a member's at `at`. */
export async function isMember(tx: Tx, { cardId }: SessionRecord, at: string): Promise<boolean> {
  const card = cardId === null ? undefined : await tx.cards.get(cardId)
  return card?.kind === 'member' && judgeCard(card, at, 'allow').ok
}
