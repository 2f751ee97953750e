/** What a machine knows of its water, and what it does about it. Plain data; what outlives the process is named in `saved`. */
import type { InterlockRules, WaterRules } from '@palang/config'
import {
  type InterlockState,
  interlockState,
  type QualityReading,
  type QualityReason,
  qualityReason,
  type QualityThresholds,
  type QualityVerdict,
  qualityVerdict,
} from '@palang/protocol'
import { z } from 'zod'
import type { SensorFault, SensorReading } from '../../devices/sensor/port.ts'
import type { ActResult } from '../../devices/status.ts'
import { type Doubts, noDoubts } from './quality-faults.ts'
import { emptyFilter, type QualityFilter } from './quality-filter.ts'

interface Sum {
  sum: number
  min: number
  max: number
}

/** The readings of one minute. */
export interface QualityMinute {
  fromMs: number
  toMs: number
  count: number
  tds: Sum
  ph: Sum
  /** Of those that had one; null while none had. */
  temperature: (Sum & { count: number }) | null
  /** The worst of them. */
  verdict: QualityVerdict
}

export interface Judgement {
  verdict: QualityVerdict
  reasons: QualityReason[]
}

export interface QualityState extends Judgement {
  filter: QualityFilter
  doubts: Doubts
  /** Why there are no readings. */
  fault: SensorFault | null
  /** The newest reading that is believed, smoothed. */
  newest: QualityReading | null
  minute: QualityMinute | null
  /** The last judgement that is written down; null before the first one ever. */
  written: Judgement | null
}

/** A flush that is ordered. */
export interface Flush {
  /** By the person who asked for it; null: the interlock's own. */
  asked: Asked | null
  /** The interlock was open before. */
  wasOpen: boolean
  /** An earlier run of the program ordered it: its relay is switched off as soon as the board is there. */
  isFound: boolean
  /** The meter when it was ordered; null when what it says later proves nothing. */
  flowBefore: number | null
}

/** A person's command, and who gave it, where the hub says it. */
export interface Asked {
  id: string
  by?: string | undefined
}

export interface Interlock {
  step: InterlockState
  /** From the lock to the unlocking; null while it is open. */
  cycleId: string | null
  /** Flushes of this cycle, not counting those of persons. */
  attempt: number
  /** As many as are allowed: only a person goes on. */
  gaveUp: boolean
  /** Of `open`: since when it is not good, for not long enough yet; by the clock, as it has to outlive the process. Null: no doubt. */
  doubtSinceMs: number | null
  /** Of `retesting`: the water has come to rest, what is measured now decides. */
  isSettled: boolean
  flush: Flush | null
  /** The command of a person that waits for the test. */
  unlock: Asked | null
}

/** How the water of one machine is watched. */
export interface QualityRules {
  /** Null: no sensor is fitted, and whatever the water is, it is sold. */
  sensor: { staleMs: number } | null
  /** Until the hub has told any. */
  thresholds: QualityThresholds
  overdue: WaterRules['calibration_overdue']
  interlock: InterlockRules
}

export type QualityInput =
  | ({ kind: 'reading' } & SensorReading)
  | { kind: 'sensor_fault'; fault: SensorFault }
  | { kind: 'sensor_restarted' }
  | ({ kind: 'flush'; seconds: number } & Asked)
  /** Whether the board took the order to flush. */
  | { kind: 'flushed'; result: ActResult }

export type QualityEffect =
  | { do: 'flush'; relay: number; ms: number }
  /** The relay has to be off by now; a board that is away has seen to it itself. */
  | { do: 'flush_off'; relay: number }

/** Before anything was heard, and for good where no sensor is fitted. */
export const unmeasured = (): QualityState => ({
  filter: emptyFilter(),
  doubts: noDoubts(),
  fault: null,
  newest: null,
  minute: null,
  verdict: 'unknown',
  reasons: [],
  written: null,
})

export const openInterlock: Interlock = {
  step: 'open',
  cycleId: null,
  attempt: 0,
  gaveUp: false,
  doubtSinceMs: null,
  isSettled: false,
  flush: null,
  unlock: null,
}

/**
 * Whether the water forbids a sale, or a gift: it is not good now, nobody knows, or it is being run away. The interlock waits a while before it
 * locks, because its flushing disturbs everybody; nothing new begins meanwhile. Without a sensor there is no reason, and nothing is held.
 */
export function isWaterHeld({
  quality,
  interlock,
}: {
  quality: Pick<QualityState, 'reasons'>
  interlock: Pick<Interlock, 'step'>
}): boolean {
  return interlock.step !== 'open' || quality.reasons.length > 0
}

/** As an earlier run of the program left it: whoever waited for it then does not any more. */
export function foundInterlock(saved: Interlock): Interlock {
  const flush = saved.flush === null ? null : { ...saved.flush, asked: null, isFound: true, flowBefore: null }
  return { ...saved, flush, unlock: null }
}

/** What an earlier run saved of the quality: what it had written down last. */
export const savedQuality = z.object({
  written: z.object({ verdict: qualityVerdict, reasons: z.array(qualityReason) }).nullable(),
})

export const savedInterlock: z.ZodType<Interlock> = z.object({
  step: interlockState,
  cycleId: z.string().nullable(),
  attempt: z.int(),
  gaveUp: z.boolean(),
  doubtSinceMs: z.number().nullable().default(null),
  isSettled: z.boolean(),
  // Whoever waited for them does not any more, and what the meter said then proves nothing now.
  flush: z
    .object({ wasOpen: z.boolean(), isFound: z.boolean() })
    .transform(flush => ({ ...flush, asked: null, flowBefore: null }))
    .nullable(),
  unlock: z
    .unknown()
    .optional()
    .transform(() => null),
})
