/** Which programme and which day a caller means, and whether he may see it. */
import { mustReachOutlet, type Reach } from '../../access/reach.ts'
import { dateAt } from '../../edges/http/business-day.ts'
import { refusal } from '../../edges/http/problem.ts'
import type { HubServices } from '../../services.ts'
import type { ProgrammeRecord } from '../../store/meals.ts'
import { mustRun, programmes } from './registers.ts'

/** What lists of a programme show to whom. */
export async function seenProgrammes({ store }: Pick<HubServices, 'store'>, { only }: Reach): Promise<ReadonlySet<string>> {
  const seen = (await store.meals.programmes()).filter(({ outletId }) => only === undefined || only.outletIds.includes(outletId))
  return new Set(seen.map(({ id }) => id))
}

/** Throws `not_found`, `forbidden`. */
export async function reachedProgramme(services: HubServices, reach: Reach, id: string) {
  const found = await mustRun(services, id)
  mustReachOutlet(reach, found.outletId)
  return found
}

/** The programme that was named, or the only one the caller may see. */
export async function programmeOf(services: HubServices, reach: Reach, id: string | undefined): Promise<ProgrammeRecord> {
  if (id !== undefined) return reachedProgramme(services, reach, id)
  const seen = await seenProgrammes(services, reach)
  const running = (await programmes.list(services)).filter(one => one.retiredAt === null && seen.has(one.id))
  const [only] = running
  if (only === undefined) throw refusal('not_found', 'there is no meal programme yet')
  if (running.length > 1) {
    const message = 'there are several; name one'
    throw refusal('invalid_request', `programme_id: ${message}`, { errors: [{ path: 'programme_id', message }] })
  }
  return only
}

/** Where its days begin and end. */
export function zoneOf({ outlets }: HubServices, { outletId }: ProgrammeRecord): string {
  return outlets.zoneOf(outletId)
}

/** The day that was asked for, else today where the programme is. */
export function dayOf(services: HubServices, programme: ProgrammeRecord, day: string | undefined): string {
  return day ?? dateAt(services.clock.now(), zoneOf(services, programme))
}
