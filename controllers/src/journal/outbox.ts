/** What the journal still has to tell the hub, as screens and status show it. */
import type { FactItem } from '@palang/protocol'
import type { Journal } from './journal.ts'

const shownAtMost = { items: 100, bytes: 1_000_000 }

/** How many facts wait, and since when the first of them does. */
export function backlogOf(journal: Journal): { pending: number; oldest_at?: string } {
  const { count, oldestAt } = journal.pending()
  return { pending: count, ...(oldestAt === null ? {} : { oldest_at: oldestAt }) }
}

/** The body of `GET /api/outbox`: where the journal stands, and the first facts that wait. */
export function outboxOf(
  journal: Journal,
): { epoch: string; last_seq: number; acked_seq: number; items: FactItem[] } & ReturnType<typeof backlogOf> {
  const acked = journal.ackedSeq()
  return {
    epoch: journal.epoch(),
    last_seq: journal.lastSeq(),
    acked_seq: acked,
    ...backlogOf(journal),
    items: journal.after(acked, shownAtMost.items, shownAtMost.bytes),
  }
}
