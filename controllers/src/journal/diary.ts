/** The journal as a machine writes it: every entry stamped with the best known time. */
import type { Diary } from '../families/machine.ts'
import { listeners } from '../io/listeners.ts'
import type { HubClock } from '../link/hub-clock.ts'
import type { Journal } from './journal.ts'

export interface JournalDiary extends Diary {
  /** Calls `listener` after facts were written: there is something to send. */
  onFacts(listener: () => void): void
}

export function diaryOf(journal: Journal, time: HubClock): JournalDiary {
  const written = listeners<void>()
  return {
    write(entry) {
      journal.write(entry, { occurredAt: new Date(time.nowMs()).toISOString(), clock: time.quality() })
      if (entry.facts.length > 0) written.tell()
    },
    saved: () => journal.saved(),
    unfinished: () => journal.unfinished(),
    onFacts: listener => void written.add(listener),
  }
}
