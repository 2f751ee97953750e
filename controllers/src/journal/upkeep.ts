/** Upkeep of a machine's journal: it is cleared of what is past keeping, and its disk is watched. */
import type { Clock, Log, Timer } from '@palang/kit'
import { watchDiskSpace } from './disk-space.ts'
import type { FactDraft, Journal } from './journal.ts'

const pruneEveryMs = 6 * 60 * 60_000

export interface UpkeepOptions {
  journal: Journal
  /** Whose disk is watched. */
  folder: string
  clock: Clock
  log: Log
  tell(fact: FactDraft): void
}

/** Begins with one round; nothing is done before `start` or after `stop`. */
export function journalUpkeep({ journal, folder, clock, log, tell }: UpkeepOptions) {
  const timers: Timer[] = []
  return {
    async start() {
      journal.prune(clock.now())
      const remembered = {
        // A journal that does not know may follow one that raised the alarm: then somebody has to clear it.
        get: () => journal.meta('disk_low') !== 'no',
        set: (isLow: boolean) => journal.setMeta('disk_low', isLow ? 'yes' : 'no'),
      }
      const watch = await watchDiskSpace({ folder, clock, log, remembered, tell })
      timers.push(
        watch,
        clock.every(pruneEveryMs, () => journal.prune(clock.now())),
      )
    },
    stop: () => timers.splice(0).forEach(timer => timer.cancel()),
  }
}
