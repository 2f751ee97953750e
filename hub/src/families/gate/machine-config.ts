/** What a gate is told at the start of its link, so that it can decide alone while the hub is away. */
import { createHash } from 'node:crypto'
import type { Site } from '@palang/config'
import { judgeCard } from '../../domain/cards.ts'
import type { Store } from '../../store/store.ts'

/** Most cards told in one welcome; 64 KiB is the limit of a message. */
const maxCards = 1500

export type GateConfig = {
  members: string[]
  blocked: string[]
  currency: string
  timezone: string
}

/** The configuration of a gate and its version, which changes exactly when the content does. */
export async function gateConfig(store: Store, site: Site, at: string): Promise<{ version: string; config: GateConfig }> {
  const { items } = await store.cards.list({ limit: maxCards })
  const config: GateConfig = {
    members: items.filter(card => card.kind === 'member' && judgeCard(card, at, 'refuse').ok).map(card => card.id),
    blocked: items.filter(card => card.status === 'blocked').map(card => card.id),
    currency: site.outlet.currency,
    timezone: site.outlet.timezone,
  }
  return { version: createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16), config }
}
