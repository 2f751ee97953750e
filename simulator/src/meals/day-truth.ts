/** The truth of a day, and what a hub must show of it: what it was told of, to the last tray. */
import { handoverStep, type HandoverStep } from '@palang/protocol'
import { type MealDayPlan, sumOf } from './day-plan.ts'
import type { DayTold } from './play-day.ts'
import type { PlayedDay } from './played-day.ts'
import type { TrueTray } from './played-tray.ts'

export interface MealTruth {
  programme: string
  /** Of the outlet's calendar. */
  day: string
  trays: TrueTray[]
  schools: { id: string; planned: number; tags: string[] }[]
  /** `clock_wrong`: only where it scanned something. `unusable`: items that are no scans, as it sent them. */
  gateways: { id: string; scans: number; clock_wrong: boolean; unusable: readonly object[] }[]
  unknown_tags: string[]
}

/** Of one school, or of all. Portions; `containers` counts trays. */
export interface Sums {
  planned: number
  dispatched: number
  received: number
  served: number
  rejected: number
  containers: { planned: number; dispatched: number; received: number; served: number; returned: number }
}

/** What was planned, what happened, and what the gateways wrote. */
export function truthOf(plan: MealDayPlan, day: string, played: PlayedDay, told: DayTold): MealTruth {
  return {
    programme: plan.programme,
    day,
    trays: played.trays,
    schools: plan.schools.map(({ id, portions, trays }) => ({ id, planned: portions, tags: trays.map(({ tag }) => tag) })),
    gateways: told.gateways.map(({ make, written }) => {
      const { scans, unusable } = written()
      return { id: make.id, scans, clock_wrong: scans > 0 && make.clock !== 'right', unusable }
    }),
    unknown_tags: played.unknownTags,
  }
}

/** Who scanned a later step was there for the earlier ones, whoever forgot to scan those. */
function isKnown({ scans }: TrueTray, from: HandoverStep): boolean {
  const { options } = handoverStep
  return options.slice(options.indexOf(from), options.indexOf('returned')).some(step => scans[step] > 0)
}

/** What the hub must make of it, by school. */
export function sumsOf({ trays, schools }: Pick<MealTruth, 'trays' | 'schools'>): Map<string, Sums> {
  return new Map(
    schools.map(({ id, planned, tags }) => {
      const own = trays.filter(({ school }) => school === id)
      const gone = own.filter(tray => isKnown(tray, 'dispatched'))
      const arrived = own.filter(tray => isKnown(tray, 'received'))
      const served = own.filter(tray => tray.scans.served > 0)
      const sums: Sums = {
        planned,
        dispatched: sumOf(gone.map(({ loaded }) => loaded)),
        received: sumOf(arrived.map(({ accepted }) => accepted)),
        served: sumOf(served.map(({ eaten }) => eaten)),
        rejected: sumOf(own.map(({ rejected }) => rejected)),
        containers: {
          planned: tags.length,
          dispatched: gone.length,
          received: arrived.length,
          served: served.length,
          returned: own.filter(({ scans }) => scans.returned > 0).length,
        },
      }
      return [id, sums]
    }),
  )
}

/** What must be flagged of a school's delivery, of what follows from scans alone. */
export function flagsOf(trays: readonly TrueTray[], { dispatched, received, rejected, containers }: Sums): string[] {
  const isSkipped = ({ scans }: TrueTray) => {
    const last = handoverStep.options.findLastIndex(step => scans[step] > 0)
    return handoverStep.options.slice(0, Math.max(0, last)).some(step => scans[step] === 0)
  }
  return [
    ...(trays.some(isSkipped) ? ['skipped'] : []),
    ...(trays.some(({ scans }) => handoverStep.options.some(step => scans[step] > 1)) ? ['repeated'] : []),
    ...(containers.received < containers.dispatched || received + rejected < dispatched ? ['missing'] : []),
    ...(rejected > 0 ? ['rejected'] : []),
  ]
}

/** Tags of the trays that the hub knows to be out, by school; a school with none is left out. */
export function outBySchool({ trays }: Pick<MealTruth, 'trays'>): Map<string, string[]> {
  const out = trays.filter(tray => isKnown(tray, 'dispatched') && tray.scans.returned === 0)
  return new Map([...Map.groupBy(out, ({ school }) => school)].map(([school, own]) => [school, own.map(({ tag }) => tag).toSorted()]))
}
