/** What happens to one tray on its round: what was in it, whether it arrived and came back, and what people scanned of it. */
import { handoverStep, type HandoverStep } from '@palang/protocol'
import type { Random } from '../traffic/random.ts'
import type { PlannedTray } from './day-plan.ts'
import type { MealFault } from './meal-faults.ts'

/** What really happened. Portions; `scans`: how often each step was scanned. */
export interface TrueTray {
  tag: string
  school: string
  loaded: number
  /** Never reached its school. */
  lost: boolean
  rejected: number
  reject_reason: string | null
  /** Arrived and was taken in. */
  accepted: number
  eaten: number
  /** Came back to its kitchen. */
  back: boolean
  scans: Record<HandoverStep, number>
}

/** What people add when they count. */
export interface SaidOfTray {
  portions?: number
  rejected?: number
  reject_reason?: string
}

const reasons = ['basi', 'tumpah di jalan', 'wadah rusak', 'datang dingin'] as const
/** Of a hundred trays. */
const underfilledRate = 0.05
const partialRate = 0.06
const rejectedRate = 0.04
const leftoverRate = 0.05
const lostRate = 0.02
const keptRate = 0.04
const skipRate = 0.08
const repeatRate = 0.06

/** One round of a tray that is planned for the school. */
export function playedTray(tray: PlannedTray, school: string, faults: ReadonlySet<MealFault>, random: Random): TrueTray {
  const loaded = random.chance(underfilledRate) ? random.between(1, tray.portions) : tray.portions
  const lost = random.chance(lostRate) && faults.has('missing')
  const taken = lost ? nothingTaken : takenOf(loaded, random)
  const eaten = random.chance(leftoverRate) ? random.between(0, taken.accepted) : taken.accepted
  const stays = random.chance(keptRate) && faults.has('missing')
  const happened = { tag: tray.tag, school, loaded, lost, ...taken, eaten, back: !lost && !stays }
  return { ...happened, scans: scansOf(happened, tray.portions, faults, random) }
}

type Taken = Pick<TrueTray, 'rejected' | 'reject_reason' | 'accepted'>
const nothingTaken: Taken = { rejected: 0, reject_reason: null, accepted: 0 }

function takenOf(loaded: number, random: Random): Taken {
  if (random.chance(rejectedRate)) {
    const rejected = random.chance(0.5) ? loaded : random.between(1, loaded)
    return { rejected, reject_reason: random.pick(reasons), accepted: loaded - rejected }
  }
  return { ...nothingTaken, accepted: random.chance(partialRate) ? random.between(0, loaded) : loaded }
}

/** Who counts does not forget to scan: a step of which nothing is said may be skipped, one of each tray at most, and never the last word of it. */
function scansOf(
  tray: Omit<TrueTray, 'scans'>,
  usual: number,
  faults: ReadonlySet<MealFault>,
  random: Random,
): Record<HandoverStep, number> {
  const done: Record<HandoverStep, boolean> = {
    dispatched: true,
    received: !tray.lost,
    served: !tray.lost && tray.accepted > 0,
    returned: tray.back,
  }
  const wasSkipped = random.chance(skipRate) && faults.has('skip')
  const skipped = random.pick(['dispatched', 'received', 'served'])
  const isSkipped = (step: HandoverStep) =>
    wasSkipped && step === skipped && !tray.lost && Object.keys(saidAt(step, tray, usual)).length === 0
  const times = (step: HandoverStep) => {
    const isTwice = random.chance(repeatRate) && faults.has('repeat')
    return !done[step] || isSkipped(step) ? 0 : isTwice ? 2 : 1
  }
  const [dispatched, received, served, returned] = handoverStep.options.map(times)
  return { dispatched: dispatched ?? 0, received: received ?? 0, served: served ?? 0, returned: returned ?? 0 }
}

/** What people say with the scan of a step; nothing where all is as it usually is. */
export function saidAt(step: HandoverStep, tray: Omit<TrueTray, 'scans'>, usual: number): SaidOfTray {
  const { loaded, rejected, reject_reason: reason, accepted, eaten } = tray
  switch (step) {
    case 'dispatched':
      return loaded === usual ? {} : { portions: loaded }
    case 'received':
      if (reason !== null) return { rejected, reject_reason: reason }
      return accepted === loaded ? {} : { portions: accepted }
    case 'served':
      return eaten === accepted ? {} : { portions: eaten }
    case 'returned':
      return {}
  }
}
