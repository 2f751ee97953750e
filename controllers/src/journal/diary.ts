/** The journal as a machine writes it: every entry stamped with the best known time. */
import type { Diary } from '../families/machine.ts'
import type { HubClock } from '../link/hub-clock.ts'
import type { Journal } from './journal.ts'

/** `poke` is called after facts were written: there is something to send. */
export function diaryOf(journal: Journal, time: HubClock, poke: () => void): Diary {
  return {
    write(entry) {
      journal.write(entry, { occurredAt: new Date(time.nowMs()).toISOString(), clock: time.quality() })
      if (entry.facts.length > 0) poke()
    },
    saved: () => journal.saved(),
    unfinished: () => journal.unfinished(),
  }
}
