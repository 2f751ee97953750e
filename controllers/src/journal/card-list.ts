/** The cards the hub told us of, kept for the time when it is away. */
import { cardId } from '@palang/protocol'
import { z } from 'zod'
import type { Journal } from './journal.ts'

const lists = z.object({ members: z.array(cardId).catch([]), blocked: z.array(cardId).catch([]) })

export interface CardList {
  /** Takes over what a welcome brought; lists it does not name are empty. */
  update(config: Record<string, unknown>): void
  standing(cardId: string): 'member' | 'blocked' | 'unknown'
}

/** The list as last kept in the journal. */
export function cardList(journal: Pick<Journal, 'meta' | 'setMeta'>): CardList {
  let kept = journal.meta('cards')
  let { members, blocked } = readLists(kept)
  return {
    update(config) {
      const parsed = lists.safeParse({ members: config['members'] ?? [], blocked: config['blocked'] ?? [] })
      if (!parsed.success) return
      const text = JSON.stringify(parsed.data)
      if (text === kept) return
      journal.setMeta('cards', text)
      kept = text
      members = new Set(parsed.data.members)
      blocked = new Set(parsed.data.blocked)
    },
    standing: card => (blocked.has(card) ? 'blocked' : members.has(card) ? 'member' : 'unknown'),
  }
}

function readLists(kept: string | null): { members: Set<string>; blocked: Set<string> } {
  const parsed = lists.safeParse(kept === null ? {} : JSON.parse(kept))
  return parsed.success
    ? { members: new Set(parsed.data.members), blocked: new Set(parsed.data.blocked) }
    : { members: new Set(), blocked: new Set() }
}
