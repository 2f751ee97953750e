/** The cards and plates the hub told us of, and its rule about passing twice, kept for the time when it is away. */
import { cardId, licensePlate, normalizePlate, passbackRule, type PassbackRule } from '@palang/protocol'
import { z } from 'zod'
import type { Journal } from './journal.ts'

const lists = z.object({
  members: z.array(cardId).catch([]),
  blocked: z.array(cardId).catch([]),
  plates: z.array(licensePlate).catch([]),
  anti_passback: passbackRule.nullable().catch(null),
})

export interface CardList {
  /** Takes over what a welcome brought; lists it does not name are empty. */
  update(config: Record<string, unknown>): void
  standing(cardId: string): 'member' | 'blocked' | 'unknown'
  /** Whether the plate, however written, is a member's. */
  isMembersPlate(plate: string): boolean
  /** Null where the site file of the hub says nothing. */
  passback(): PassbackRule | null
}

/** The list as last kept in the journal. */
export function cardList(journal: Pick<Journal, 'meta' | 'setMeta'>): CardList {
  let kept = journal.meta('cards')
  let { members, blocked, plates, passback } = readLists(kept)
  return {
    update(config) {
      const text = JSON.stringify(lists.parse(config))
      if (text === kept) return
      journal.setMeta('cards', text)
      kept = text
      ;({ members, blocked, plates, passback } = readLists(text))
    },
    standing: card => (blocked.has(card) ? 'blocked' : members.has(card) ? 'member' : 'unknown'),
    isMembersPlate: plate => plates.has(normalizePlate(plate)),
    passback: () => passback,
  }
}

interface Lists {
  members: Set<string>
  blocked: Set<string>
  plates: Set<string>
  passback: PassbackRule | null
}

function readLists(kept: string | null): Lists {
  const { data } = lists.safeParse(kept === null ? {} : JSON.parse(kept))
  return {
    members: new Set(data?.members),
    blocked: new Set(data?.blocked),
    plates: new Set(data?.plates),
    passback: data?.anti_passback ?? null,
  }
}
