/** What a gate is told at the start of its link, so that it can decide alone while the hub is away. */
import type { Site } from '@palang/config'
import { digestOf, type Log } from '@palang/kit'
import type { GateHold, PassbackRule } from '@palang/protocol'
import { judgeCard } from '../../domain/cards.ts'
import type { GateHolding } from '../../services.ts'
import type { CardRecord } from '../../store/records.ts'
import type { CardStanding, Store } from '../../store/store.ts'
import { handedPrices, type HandedPrices } from './price-list.ts'

/** Bytes of card ids in one welcome, quotes and commas included: half of the 1 MiB that controllers take in one message. */
export const maxListBytes = 512 * 1024

const cardsPerPage = 1000

export type GateConfig = {
  members: string[]
  blocked: string[]
  currency: string
  timezone: string
  /** Null where the site file says nothing: a gate that is cut off then holds nothing against anybody. */
  anti_passback: PassbackRule | null
  /** What it prices by while the hub is away; null at a site without parking. */
  prices: HandedPrices | null
  /** Seals the codes of tickets. */
  ticket_key: string | null
  /** How the hub wants its gates to stand now. */
  hold: GateHold
}

interface Parts {
  store: Store
  site: Site
  log: Log
  hold: Pick<GateHolding, 'state'>
  ticketKey?: () => string
}

/**
 * The configuration of a gate and its version, which changes exactly when the content does. Where there are more cards
 * than a message carries, members are left out before blocked cards, old ones before new ones, and the log says so.
 */
export async function gateConfig(
  { store, site, log, hold, ticketKey }: Parts,
  at: string,
): Promise<{ version: string; config: GateConfig }> {
  const blocked = await idsOf(store, 'blocked', maxListBytes, () => true)
  const members = await idsOf(store, 'member', blocked.bytesLeft, card => judgeCard(card, at, 'refuse').ok)
  if (blocked.isCut || members.isCut)
    log.warn(
      { blocked: blocked.ids.length, all_blocked: !blocked.isCut, members: members.ids.length },
      'gates cannot be told of all cards: while the hub is away they do not know the others',
    )
  const config: GateConfig = {
    members: members.ids,
    blocked: blocked.ids,
    currency: site.outlet.currency,
    timezone: site.outlet.timezone,
    anti_passback: site.parking?.anti_passback ?? null,
    prices: await handedPrices({ store, site, log }),
    ticket_key: ticketKey?.() ?? null,
    hold: hold.state(),
  }
  return { version: digestOf(JSON.stringify(config)).slice(0, 16), config }
}

/** The ids of the newest cards of one standing, as many as fit into `maxBytes`. */
async function idsOf(store: Store, standing: CardStanding, maxBytes: number, isTold: (card: CardRecord) => boolean) {
  const ids: string[] = []
  let bytesLeft = maxBytes
  let cursor: string | undefined
  do {
    const page = await store.cards.ofStanding(standing, { limit: cardsPerPage, cursor })
    for (const { id } of page.items.filter(isTold)) {
      const bytes = JSON.stringify(id).length + 1
      if (bytes > bytesLeft) return { ids, bytesLeft: 0, isCut: true }
      ids.push(id)
      bytesLeft -= bytes
    }
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return { ids, bytesLeft, isCut: false }
}
