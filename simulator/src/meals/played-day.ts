/** A whole day before it is played: every scan and every sync of every gateway by the time of day, and what became of each tray. */
import { stepStatus, type HandoverStep } from '@palang/protocol'
import { seeded, type Random } from '../traffic/random.ts'
import { seedFor } from '../water/noise.ts'
import type { MealDayPlan, PlannedSchool, PlannedTray } from './day-plan.ts'
import type { GatewayMake } from './played-gateway.ts'
import { playedTray, type SaidOfTray, saidAt, type TrueTray } from './played-tray.ts'
import type { MealFault } from './meal-faults.ts'

/** Why nobody can use an item. */
export type Unusable = 'no_tag' | 'no_time' | 'no_status'

/** Seconds since the day began, with the cooking. */
export type DayAct =
  | { kind: 'cooked'; atS: number; kitchen: string }
  | { kind: 'scan'; atS: number; gateway: string; tag: string; status: string; said: SaidOfTray }
  | { kind: 'unusable'; atS: number; gateway: string; as: Unusable }
  /** The hub has it, and the gateway does not know. */
  | { kind: 'sync'; atS: number; gateway: string; isAnswerLost: boolean }

export interface PlayedDay {
  /** By time. */
  acts: DayAct[]
  gateways: GatewayMake[]
  trays: TrueTray[]
  /** Tags nobody entered that were scanned, each once. */
  unknownTags: string[]
}

const minuteS = 60
const hourS = 3_600
const syncEveryS = 60
const cookedS = 2 * hourS
const loadingS = 2.5 * hourS
const lunchS = 7 * hourS
/** Between two trays under one reader. */
const scanEveryS = { dispatched: 6, received: 5, served: 8, returned: 4 } as const satisfies Record<HandoverStep, number>
const answerLostRate = 0.15
/** Some of a hundred trays; one at least. */
const oddShare = 0.03

/** The day of a plan. The same seed and faults play the same day. */
export function playedDay(plan: MealDayPlan, faults: ReadonlySet<MealFault>, seed: number): PlayedDay {
  const random = seeded(seedFor(seed, 'meal day'))
  const gateways = gatewaysOf(plan, faults, random)
  const told = plan.vehicles.flatMap(({ id }) =>
    route(
      plan.schools.filter(({ vehicle }) => vehicle === id),
      faults,
      random,
    ),
  )
  const trays = told.map(({ tray }) => tray)
  const scans = told.flatMap(({ acts }) => acts)
  const odd = oddActs(plan, scans, faults, random)
  const lastS = [...scans, ...odd].reduce((last, { atS }) => Math.max(last, atS), 0)
  const acts: DayAct[] = [
    ...plan.kitchens.map(({ id }): DayAct => ({ kind: 'cooked', atS: cookedS, kitchen: id })),
    ...scans,
    ...odd,
    ...gateways.flatMap(gateway => syncsOf(gateway, lastS + 2 * syncEveryS, faults, random)),
  ]
  const unknownTags = odd.flatMap(act => (act.kind === 'scan' ? act.tag : []))
  return { acts: acts.toSorted((one, other) => one.atS - other.atS), gateways, trays, unknownTags }
}

/** A gateway that was offline with a wrong clock could be put right by nobody: no gateway is both. */
function gatewaysOf(plan: MealDayPlan, faults: ReadonlySet<MealFault>, random: Random): GatewayMake[] {
  const ids = [...plan.kitchens, ...plan.schools].map(({ id }) => ({ id, order: random.next() }))
  const offline = Math.ceil(ids.length / 4)
  const wrong = offline + Math.ceil(ids.length / 5)
  return ids
    .toSorted((one, other) => one.order - other.order)
    .map(({ id }, n): GatewayMake => {
      const fromS = loadingS + random.next() * 4 * hourS
      const untilS = fromS + (1 + random.next() * 3) * hourS
      return {
        id,
        away: n < offline && faults.has('offline') ? { fromS, untilS } : null,
        clock: n >= offline && n < wrong && faults.has('clock') ? (n % 2 === 0 ? 'from_1970' : 'hours_ahead') : 'right',
        isNaive: faults.has('naive'),
        namesScans: random.chance(0.5),
      }
    })
}

function syncsOf({ id, away }: GatewayMake, untilS: number, faults: ReadonlySet<MealFault>, random: Random): DayAct[] {
  const firstS = loadingS + random.next() * syncEveryS
  const isAway = (atS: number) => away !== null && atS >= away.fromS && atS < away.untilS
  return Array.from({ length: Math.ceil((untilS - firstS) / syncEveryS) }, (_, n) => firstS + n * syncEveryS).flatMap(atS => {
    const isAnswerLost = random.chance(answerLostRate) && faults.has('duplicate')
    return isAway(atS) ? [] : [{ kind: 'sync', atS, gateway: id, isAnswerLost } satisfies DayAct]
  })
}

/** What is said of one tray. */
interface Told {
  tray: TrueTray
  acts: (DayAct & { kind: 'scan' })[]
}

/** A vehicle: loaded at its kitchen, from school to school, and home with the trays. */
function route(schools: readonly PlannedSchool[], faults: ReadonlySet<MealFault>, random: Random): Told[] {
  const trayCount = schools.reduce((sum, { trays }) => sum + trays.length, 0)
  let loadS = loadingS
  let arrivalS = loadingS + trayCount * scanEveryS.dispatched + 10 * minuteS
  let homeS = 0
  const rounds = schools.flatMap(school => {
    arrivalS += random.between(10, 25) * minuteS
    const servedS = Math.max(lunchS, arrivalS + school.trays.length * scanEveryS.received + 15 * minuteS)
    homeS = Math.max(homeS, servedS + school.trays.length * scanEveryS.served + hourS)
    const times = { receivedS: arrivalS, servedS }
    return school.trays.map((planned, n) => {
      const dispatchedS = loadS
      loadS += scanEveryS.dispatched
      return {
        planned,
        school,
        dispatchedS,
        receivedS: times.receivedS + n * scanEveryS.received,
        servedS: servedS + n * scanEveryS.served,
      }
    })
  })
  return rounds.map(({ planned, school, dispatchedS, receivedS, servedS }, n) =>
    toldOf(
      planned,
      school,
      { dispatched: dispatchedS, received: receivedS, served: servedS, returned: homeS + n * scanEveryS.returned },
      {
        faults,
        random,
      },
    ),
  )
}

function toldOf(
  planned: PlannedTray,
  school: PlannedSchool,
  atS: Record<HandoverStep, number>,
  { faults, random }: { faults: ReadonlySet<MealFault>; random: Random },
): Told {
  const tray = playedTray(planned, school.id, faults, random)
  const at = (step: HandoverStep) =>
    Array.from({ length: tray.scans[step] }, (_, n): Told['acts'][number] => ({
      kind: 'scan',
      atS: atS[step] + n * random.between(1, 20),
      gateway: step === 'dispatched' || step === 'returned' ? school.kitchen : school.id,
      tag: planned.tag,
      status: stepStatus[step],
      // Held twice to the reader, it is counted once.
      said: n === 0 ? saidAt(step, tray, planned.portions) : {},
    }))
  return { tray, acts: [...at('dispatched'), ...at('received'), ...at('served'), ...at('returned')] }
}

/** Tags that nobody entered, and items that are no scans, among the scans of the day. */
function oddActs(plan: MealDayPlan, scans: readonly Told['acts'][number][], faults: ReadonlySet<MealFault>, random: Random): DayAct[] {
  const count = Math.max(3, Math.ceil(scans.length * oddShare))
  const beside = () => scans[random.between(0, scans.length - 1)] ?? { atS: loadingS, gateway: plan.programme }
  const each = (fault: MealFault, act: (n: number) => DayAct) => (faults.has(fault) ? Array.from({ length: count }, (_, n) => act(n)) : [])
  return [
    ...each('unknown', n => {
      const { atS, gateway } = beside()
      return { kind: 'scan', atS, gateway, tag: `X-${plan.programme}-${n + 1}`, status: stepStatus.dispatched, said: {} }
    }),
    ...each('unusable', () => {
      const { atS, gateway } = beside()
      return { kind: 'unusable', atS, gateway, as: random.pick(['no_tag', 'no_time', 'no_status']) }
    }),
  ]
}
