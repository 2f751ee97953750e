/** One tap is one read: a card that stays on a reader is reported again and again by most of them. */
import type { Clock } from '@palang/kit'

/** The same card counts anew after it was not seen for so long. */
export const debounceMs = 2_500

/** A filter that lets a card through unless the same card was the last one seen, less than {@link debounceMs} ago. */
export function debounce(clock: Clock): (cardId: string) => boolean {
  let last: { cardId: string; seenMs: number } | undefined
  return cardId => {
    const nowMs = clock.monotonic()
    const isRepeat = last?.cardId === cardId && nowMs - last.seenMs < debounceMs
    last = { cardId, seenMs: nowMs }
    return !isRepeat
  }
}
