/** Whether a reading is to be believed: a step no water makes, and answers that are always the same. */
import type { WaterValues } from './quality-filter.ts'
import { qualityLimits } from './quality-limits.ts'

/** How long an answer has been the very same. */
interface Same {
  value: string
  ms: number
}

export interface Doubts {
  /** In a row. */
  impossible: number
  /** Readings dropped in a row. */
  dropped: number
  /** The last of them, which agree with one another, oldest first. */
  jumped: { values: WaterValues; atMs: number }[]
  same: { all: Same; tds: Same; ph: Same } | null
  /** When the answer before came. */
  heardMs: number
  uptime: { ms: number; times: number } | null
}

export const noDoubts = (): Doubts => ({ impossible: 0, dropped: 0, jumped: [], same: null, heardMs: 0, uptime: null })

/**
 * What to believe of a reading after `before`, which was believed: `take` these, in order, beginning anew where the step was agreed on;
 * `drop` this one for now.
 */
export type Belief = { kind: 'take'; readings: WaterValues[]; isNew: boolean } | { kind: 'drop' }

/** Weighs one reading; `doubts` remembers what was dropped. */
export function weigh(doubts: Doubts, before: WaterValues | null, values: WaterValues, nowMs: number): Belief {
  if (before === null || !isJump(before, values)) {
    doubts.dropped = 0
    doubts.jumped = []
    return { kind: 'take', readings: [values], isNew: false }
  }
  const last = doubts.jumped.at(-1)
  doubts.jumped = last === undefined || isJump(last.values, values) ? [] : doubts.jumped
  doubts.jumped.push({ values, atMs: nowMs })
  doubts.dropped += 1
  if (!isAgreed(doubts.jumped, nowMs)) return { kind: 'drop' }
  const readings = doubts.jumped.map(jumped => jumped.values).slice(-qualityLimits.medianOf)
  doubts.dropped = 0
  doubts.jumped = []
  return { kind: 'take', readings, isNew: true }
}

function isAgreed(jumped: Doubts['jumped'], nowMs: number): boolean {
  const { readings, ms } = qualityLimits.jumpAgreed
  const [first] = jumped
  return jumped.length >= readings || (jumped.length > 1 && first !== undefined && nowMs - first.atMs >= ms)
}

function isJump(from: WaterValues, to: WaterValues): boolean {
  const { jump } = qualityLimits
  if (Math.abs(to.tds - from.tds) > Math.max(jump.tds, from.tds * jump.tdsShare)) return true
  if (Math.abs(to.ph - from.ph) > jump.ph) return true
  return from.temperature !== null && to.temperature !== null && Math.abs(to.temperature - from.temperature) > jump.temperature
}

/** Notes an answer as it came, before anything is made of it. */
export function noteSameness(doubts: Doubts, raw: WaterValues, uptimeMs: number | null, nowMs: number): void {
  const passedMs = Math.min(Math.max(0, nowMs - doubts.heardMs), qualityLimits.mostSameMs)
  const goOn = (before: Same | undefined, value: string): Same =>
    before?.value === value ? { value, ms: before.ms + passedMs } : { value, ms: 0 }
  const { same, uptime } = doubts
  doubts.same = {
    all: goOn(same?.all, `${raw.tds} ${raw.ph} ${raw.temperature}`),
    tds: goOn(same?.tds, String(raw.tds)),
    ph: goOn(same?.ph, String(raw.ph)),
  }
  doubts.heardMs = nowMs
  if (uptimeMs === null) doubts.uptime = null
  else doubts.uptime = { ms: uptimeMs, times: uptime?.ms === uptimeMs ? uptime.times + 1 : 1 }
}

/** A sensor that begins anew may say the same again for a moment. */
export function forgetSameness(doubts: Doubts): void {
  doubts.same = null
  doubts.uptime = null
}

/** Whether the sensor is stuck. */
export function isFrozen({ same, uptime }: Doubts): boolean {
  const { frozenAllMs, frozenOneMs, sameUptimes } = qualityLimits
  if (uptime !== null && uptime.times >= sameUptimes) return true
  return same !== null && (same.all.ms >= frozenAllMs || same.tds.ms >= frozenOneMs || same.ph.ms >= frozenOneMs)
}

/** Whether the readings just dropped are more than one spike. */
export function isJumping({ dropped }: Doubts): boolean {
  return dropped >= qualityLimits.jumpsUntilDoubt
}
