/** The tariffs and the key of tickets that the hub handed over, kept for the time when it is away. */
import { digestOf } from '@palang/kit'
import { priceList } from '@palang/tariff'
import { z } from 'zod'
import type { PricesAlone } from '../families/machine.ts'
import type { Journal } from './journal.ts'

const handed = z.object({ prices: z.object({ digest: z.string(), list: z.unknown() }), ticket_key: z.string().min(16) })
const kept = handed.extend({ at: z.iso.datetime() })

export interface PriceMemory {
  /** Takes over what the hub told. What is not whole takes nothing away: the prices before it were whole. */
  update(config: Record<string, unknown>, at: string): void
  /** Null where nothing was ever handed over whole. */
  prices: () => PricesAlone | null
}

/** The memory as last kept in the journal. */
export function priceMemory(journal: Pick<Journal, 'meta' | 'setMeta'>): PriceMemory {
  const text = journal.meta('prices')
  let now = text === null ? null : whole(JSON.parse(text))
  return {
    update(config, at) {
      const next = whole({ ...config, at })
      if (next === null) return
      if (next.digest === now?.digest && next.ticketKey === now.ticketKey) return
      const { prices, ticket_key: ticketKey } = config
      journal.setMeta('prices', JSON.stringify({ prices, ticket_key: ticketKey, at }))
      now = next
    },
    prices: () => now,
  }
}

/** The digest is that of the text as it was handed over; what it does not fit is another list, or a part of one. */
function whole(found: unknown): PricesAlone | null {
  const read = kept.safeParse(found)
  if (!read.success) return null
  const { prices, ticket_key: ticketKey, at } = read.data
  const list = priceList.safeParse(prices.list)
  if (!list.success || digestOf(JSON.stringify(prices.list)) !== prices.digest) return null
  return { list: list.data, digest: prices.digest, ticketKey, at }
}
