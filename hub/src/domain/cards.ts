/** Whether a card may be used now. */
import type { CardRecord } from '../store/records.ts'

export type CardVerdict = { ok: true; member: boolean } | { ok: false; code: 'card_blocked' | 'card_expired' | 'card_unknown' }

/** Judges a card at `at` (ISO UTC). A card nobody registered is a visitor's where the site allows that. */
export function judgeCard(card: CardRecord | undefined, at: string, unknownCards: 'allow' | 'refuse'): CardVerdict {
  if (card === undefined) return unknownCards === 'allow' ? { ok: true, member: false } : { ok: false, code: 'card_unknown' }
  if (card.status === 'blocked') return { ok: false, code: 'card_blocked' }
  const expired = (card.validUntil !== null && card.validUntil < at) || (card.validFrom !== null && card.validFrom > at)
  if (card.kind === 'member' && expired) return { ok: false, code: 'card_expired' }
  return { ok: true, member: card.kind === 'member' }
}
