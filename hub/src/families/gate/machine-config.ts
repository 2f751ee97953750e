/** What a gate is told at the start of its link, so that it can decide alone while the hub is away. */
import type { Site } from '@palang/config'
import { digestOf, type Log } from '@palang/kit'
import type { GateHold, PassbackRule } from '@palang/protocol'
import type { GateHolding } from '../../services.ts'
import type { Store } from '../../store/store.ts'
import { handedMembers } from './handed-members.ts'
import { handedPrices, type HandedPrices } from './price-list.ts'

/** Bytes of cards and plates in one welcome, quotes and commas included: half of the 1 MiB that controllers take in one message. */
export const maxListBytes = 512 * 1024

export type GateConfig = {
  /** Cards. */
  members: string[]
  blocked: string[]
  /** Of members, normalised. */
  plates: string[]
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
 * The configuration of a gate and its version, which changes exactly when the content does. Where there are more cards and
 * plates than a message carries, members' are left out before blocked cards, old ones before new ones, and the log says so.
 */
export async function gateConfig(
  { store, site, log, hold, ticketKey }: Parts,
  at: string,
): Promise<{ version: string; config: GateConfig }> {
  const { left, ...lists } = await handedMembers(store, at, maxListBytes)
  if (left !== 'nothing')
    log.warn(
      { blocked: lists.blocked.length, all_blocked: left !== 'blocked_cards', members: lists.members.length, plates: lists.plates.length },
      'gates cannot be told of all cards and plates: while the hub is away they do not know the others',
    )
  const config: GateConfig = {
    ...lists,
    currency: site.outlet.currency,
    timezone: site.outlet.timezone,
    anti_passback: site.parking?.anti_passback ?? null,
    prices: await handedPrices({ store, site, log }),
    ticket_key: ticketKey?.() ?? null,
    hold: hold.state(),
  }
  return { version: digestOf(JSON.stringify(config)).slice(0, 16), config }
}
