/** Whom a gate knows while the hub is away: cards that are blocked, and cards and plates that are members' at this moment. */
import { judgeCard } from '../../domain/cards.ts'
import { judgeMember } from '../../domain/members.ts'
import type { Page, Paged, Store } from '../../store/store.ts'

const recordsPerPage = 500

/** A card may be in `members` and `blocked`: then it is blocked. */
interface HandedMembers {
  members: string[]
  blocked: string[]
  /** Normalised. */
  plates: string[]
  /** What there was no room for. */
  left: 'nothing' | 'members' | 'blocked_cards'
}

/**
 * Judges cards and memberships as an entry does at `at` (ISO UTC). Where `maxBytes` (of ids, quotes and commas included) do not take all,
 * blocked cards go before members' cards, those before memberships' cards and these before plates, each kind newest first.
 */
export async function handedMembers(store: Pick<Store, 'cards' | 'members'>, at: string, maxBytes: number): Promise<HandedMembers> {
  const memberships = await membershipsAt(store, at)
  const refused = new Set(memberships.refused)
  const cardsOf = (standing: 'blocked' | 'member') => eachOf(page => store.cards.ofStanding(standing, page))
  const room = roomFor(maxBytes)

  for await (const { id } of cardsOf('blocked')) if (!room.take('blocked', id)) break
  for (const id of memberships.suspended) room.take('blocked', id)
  const isBlockedWhole = !room.isFull()

  if (isBlockedWhole)
    for await (const card of cardsOf('member')) {
      if (!judgeCard(card, at, 'refuse').ok) refused.add(card.id)
      else if (!refused.has(card.id) && !room.take('members', card.id)) break
    }
  for (const id of memberships.cards) if (!refused.has(id)) room.take('members', id)
  for (const plate of memberships.plates) room.take('plates', plate)
  return { ...room.taken(), left: !isBlockedWhole ? 'blocked_cards' : room.isFull() ? 'members' : 'nothing' }
}

interface Memberships {
  cards: string[]
  plates: string[]
  /** Cards of memberships that are suspended. */
  suspended: string[]
  /** Cards of memberships that are out of their time. */
  refused: string[]
}

/** What memberships say at `at`, newest first. */
async function membershipsAt({ members }: Pick<Store, 'members'>, at: string): Promise<Memberships> {
  const found: Memberships = { cards: [], plates: [], suspended: [], refused: [] }
  const withKeys = async (page: Page) => {
    const { items, nextCursor } = await members.list({}, page)
    const keys = Map.groupBy(await members.keys(items.map(({ id }) => id)), ({ memberId }) => memberId)
    return { items: items.map(member => ({ member, keys: keys.get(member.id) ?? [] })), nextCursor }
  }
  for await (const { member, keys } of eachOf(withKeys)) {
    const { ok } = judgeMember(member, at)
    for (const { kind, value } of keys) {
      if (kind === 'plate') found.plates.push(...(ok ? [value] : []))
      else found[ok ? 'cards' : member.status === 'suspended' ? 'suspended' : 'refused'].push(value)
    }
  }
  return found
}

/** Every record, page by page. */
async function* eachOf<T>(read: (page: Page) => Promise<Paged<T>>): AsyncGenerator<T> {
  let cursor: string | undefined
  do {
    const page = await read({ limit: recordsPerPage, cursor })
    yield* page.items
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

/** Lists that grow until they fill a message; the first that does not fit ends all of them. */
function roomFor(maxBytes: number) {
  const lists = { blocked: new Set<string>(), members: new Set<string>(), plates: new Set<string>() }
  let bytesLeft = maxBytes
  let isFull = false
  return {
    isFull: () => isFull,
    /** False once there is no more room. */
    take(list: keyof typeof lists, id: string): boolean {
      if (lists[list].has(id)) return true
      const bytes = JSON.stringify(id).length + 1
      isFull ||= bytes > bytesLeft
      if (isFull) return false
      lists[list].add(id)
      bytesLeft -= bytes
      return true
    },
    taken: () => ({ blocked: [...lists.blocked], members: [...lists.members], plates: [...lists.plates] }),
  }
}
