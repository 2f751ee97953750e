/** From when on which version of a tariff is in force. Pure. */
import type { TariffStartRecord } from '../store/tariff-records.ts'

/** Who starts the version that the site file names. */
export const siteFileActor = 'site-file'

/** The start that counts at the moment `at`: the latest before it, of several at once the one said last. */
export function inForceAt(starts: readonly TariffStartRecord[], at: string): TariffStartRecord | undefined {
  return starts.filter(({ startsAt }) => startsAt <= at).reduce(laterOf, undefined)
}

function laterOf(best: TariffStartRecord | undefined, start: TariffStartRecord): TariffStartRecord {
  return best === undefined || keyOf(start) >= keyOf(best) ? start : best
}

function keyOf({ startsAt, setAt, id }: TariffStartRecord): string {
  return `${startsAt} ${setAt} ${id}`
}
