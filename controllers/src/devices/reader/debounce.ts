/** One tap is one read: a card that stays on a reader is reported again and again by most of them. */
import type { Clock } from '@palang/kit'

/** The same card counts anew after it was not seen for so long. */
export const debounceMs = 2_500

/**
 * A filter that lets a card through unless the same card was seen less than {@link debounceMs} ago. Each card has its own time: two of
 * them in one wallet are read by turns.
 */
export function debounce(clock: Clock): (cardId: string) => boolean {
  const seenMs = new Map<string, number>()
  return cardId => {
    const nowMs = clock.monotonic()
    // In the order in which they were last seen, so that the search ends at the first recent one.
    for (const [card, atMs] of seenMs) {
      if (nowMs - atMs < debounceMs) break
      seenMs.delete(card)
    }
    const isRepeat = seenMs.delete(cardId)
    seenMs.set(cardId, nowMs)
    return !isRepeat
  }
}
