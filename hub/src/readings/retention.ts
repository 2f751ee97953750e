/** Lets readings go when their time is over, each size after its own: single ones first, days never. */
import type { Site } from '@palang/config'
import { isoNow, type Clock, type Log } from '@palang/kit'
import { inRounds, restOn, type Rounds } from '../rounds.ts'
import type { KeptSize } from '../store/readings.ts'
import type { Store } from '../store/store.ts'

/** Milliseconds. */
const retentionDelays = { first: 5 * 60_000, every: 3_600_000, again: 10 * 60_000 } as const

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** So much of one machine goes in one transaction: a few thousand rows at most, so that nobody waits for it. Milliseconds of readings. */
const step = { reading: 6 * hourMs, minute: dayMs, hour: 60 * dayMs } as const

interface Parts {
  site: Pick<Site, 'water'>
  store: Store
  clock: Clock
  log: Log
  /** Between two steps the hub does its work. */
  rest?: () => Promise<void>
}

export interface ReadingUpkeep extends Pick<Rounds, 'start' | 'stop'> {
  /** One round now; resolves once it is done. */
  round(): Promise<void>
}

/** Not looking after anything yet. */
export function readingUpkeep({ rest, ...parts }: Parts): ReadingUpkeep {
  const { site, clock, log } = parts
  const rounds = inRounds({ clock, log, delays: retentionDelays, round, failure: 'old readings were not let go' })

  async function round(): Promise<void> {
    const { reading_days: reading, minute_days: minute, hour_days: hour } = site.water.keep
    const pause = rest ?? restOn(clock)
    const kept = [
      ['reading', reading],
      ['minute', minute],
      ['hour', hour],
    ] as const
    for (const [size, days] of kept) await letGo(size, days, { ...parts, rest: pause, isStopped: rounds.isStopped })
  }
  return { round, ...rounds }
}

async function letGo(
  size: Exclude<KeptSize, 'day'>,
  days: number,
  { store, clock, log, rest, isStopped }: Parts & { rest: () => Promise<void>; isStopped: () => boolean },
): Promise<void> {
  const before = new Date(Date.parse(isoNow(clock)) - days * dayMs).toISOString()
  let gone = 0
  let after = ''
  while (!isStopped()) {
    const oldest = await store.readings.oldest(size, after)
    if (oldest === undefined) break
    const { machineId, at } = oldest
    if (at === null || at >= before) {
      after = machineId
      continue
    }
    const end = new Date(Date.parse(at) + step[size]).toISOString()
    gone += await store.transact(tx => tx.readings.forget(size, machineId, end < before ? end : before))
    await rest()
  }
  if (gone > 0) log.info({ size, gone }, 'old readings were let go')
}
