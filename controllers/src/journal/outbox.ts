/** What the journal still has to tell the hub, as screens and status show it. */
import type { FactItem } from '@palang/protocol'
import type { Journal } from './journal.ts'

const shownAtMost = { items: 100, bytes: 1_000_000 }

/** How many facts wait, and since when the first of them does. */
export function backlogOf(journal: Journal): { pending: number; oldest_at?: string } {
  const { count, oldestAt } = journal.pending()
  return { pending: count, ...(oldestAt === null ? {} : { oldest_at: oldestAt }) }
}

/** How many scans no hub has acknowledged yet, and when the first of them was made. */
export function scansWaiting(journal: Journal): { count: number; oldestAt: string | null } {
  return journal.pending('scan_recorded')
}

/** What the outbox of a checkpoint says besides: people ask for scans, not for records of any kind. */
export function scanOutboxOf(journal: Journal): { backlog: number; oldest_waiting_at: string | null } {
  const { count, oldestAt } = scansWaiting(journal)
  return { backlog: count, oldest_waiting_at: oldestAt }
}

/** The body of `GET /api/outbox`: where the journal stands, and the first facts that wait. */
export function outboxOf(journal: Journal): {
  epoch: string
  last_seq: number
  acked_seq: number
  last_sync_at: string | null
  items: FactItem[]
} & ReturnType<typeof backlogOf> {
  const acked = journal.ackedSeq()
  return {
    epoch: journal.epoch(),
    last_seq: journal.lastSeq(),
    acked_seq: acked,
    last_sync_at: journal.acknowledgedAt(),
    ...backlogOf(journal),
    items: journal.after(acked, shownAtMost.items, shownAtMost.bytes),
  }
}
