/** Anti-passback: what is done about a card that comes in while it is inside, or leaves while it is not. Pure. */
import type { PassbackRule } from '@palang/protocol'

/** For a site that says nothing: nobody is inside twice. */
export const usualPassback: PassbackRule = { mode: 'hard' }

export interface PassbackCase {
  /** Since when the record says that the card is where it cannot pass this gate from; null when it was never seen. */
  since: string | null
  /** When somebody last said that the record about this card, or about all, does not count. */
  resetAt: string | undefined
  at: string
}

/** `forgiven`: a reset says that nobody knows where the card is, so nothing is held against it. */
export type PassbackVerdict = 'refuse' | 'warn' | 'forgiven'

/** Judges a passage that contradicts what is on record. Times are ISO UTC. */
export function judgePassback(rule: PassbackRule, { since, resetAt, at }: PassbackCase): PassbackVerdict {
  if (resetAt !== undefined && (since === null || since <= resetAt)) return 'forgiven'
  switch (rule.mode) {
    case 'soft':
      return 'warn'
    case 'hard':
      return 'refuse'
    case 'timed':
      return since !== null && Date.parse(at) - Date.parse(since) < rule.minutes * 60_000 ? 'refuse' : 'warn'
  }
}
