/** Scans and handovers are kept as long as their programme says, and then forgotten. */
import { isoNow, type Clock, type Log } from '@palang/kit'
import { dateAt, startOfDate } from '../../edges/http/business-day.ts'
import type { Outlets } from '../../outlets.ts'
import { inRounds, type Rounds } from '../../rounds.ts'
import type { Store } from '../../store/store.ts'

const dayMs = 86_400_000
const delays = { first: 10 * 60_000, every: 6 * 3_600_000, again: 15 * 60_000 } as const

interface Parts {
  store: Store
  clock: Clock
  log: Log
  outlets: Pick<Outlets, 'zoneOf'>
}

/** Makes its rounds from `start` on. */
export function mealRetention(parts: Parts): Rounds {
  const { clock, log } = parts
  return inRounds({ clock, log, delays, failure: 'what is past its time could not be forgotten', round: () => forgetOld(parts) })
}

/** Forgets of every programme what is older than it keeps. */
export async function forgetOld({ store, clock, log, outlets }: Parts): Promise<void> {
  for (const { id, outletId, retentionDays } of await store.meals.programmes()) {
    const zone = outlets.zoneOf(outletId)
    const before = dateAt(Date.parse(isoNow(clock)) - retentionDays * dayMs, zone)
    const scans = await store.transact(tx => tx.meals.forget(id, before, new Date(startOfDate(before, zone)).toISOString()))
    if (scans > 0) log.info({ programme: id, before, scans }, 'scans past their time were forgotten')
  }
}
