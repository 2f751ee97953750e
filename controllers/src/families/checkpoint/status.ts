/** The checkpoint as the screens see it: what it does, what waits, what it scanned last, and by which plan it goes. */
import type { CheckpointStatus, ClockQuality } from '@palang/protocol'
import type { CheckpointBooks } from '../machine.ts'
import type { CheckpointConfig, CheckpointState } from './state.ts'

export interface Seen {
  books: Omit<CheckpointBooks, 'scans'>
  clock: ClockQuality
  /** Of the outlet. */
  day: string
}

export function checkpointStatusOf({ step, today, last }: CheckpointState, config: CheckpointConfig, seen: Seen): CheckpointStatus {
  const { count, oldestAt } = seen.books.waiting()
  const told = seen.books.plan()
  return {
    step,
    steps: [...config.steps],
    place: told?.settings.place ?? null,
    today: today.day === seen.day ? today.counts : {},
    // What was expected yesterday says nothing of today.
    expected: told?.settings.day === seen.day ? told.settings.expected : null,
    backlog: count,
    oldest_waiting_at: oldestAt,
    last_sync_at: seen.books.lastSyncAt(),
    plan: told === null ? null : { day: told.settings.day, told_at: told.toldAt, tags: told.settings.tags.length },
    clock: seen.clock,
    last: last === null ? null : lastOf(last),
  }
}

function lastOf({ tag, ...last }: NonNullable<CheckpointState['last']>): NonNullable<CheckpointStatus['last']> {
  return { ...last, tag_id: tag }
}
