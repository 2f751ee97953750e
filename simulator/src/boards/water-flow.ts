/**
 * Water on its way through the flow meter of a water machine, as pulses over time. When which pulse comes is worked out from the beginning
 * of the course: it is the same however often somebody looks, and the same for the same seed.
 */
import { noiseAt } from '../water/noise.ts'

/** How the pipes of one machine are. */
export interface Plumbing {
  /** Between two pulses while the pump is at work: what the nozzle gives. */
  readonly pulseMs: number
  /** How far a pulse may be off its time, as a share of `pulseMs`; below one half. */
  readonly jitter: number
  /** From the order to the first water. */
  readonly pumpDelayMs: number
  /** After the tank ran dry the pump spits air for so long. */
  readonly airMs: number
  /** Pulses that a full tank gives; undefined: it hangs on the mains. */
  readonly tankPulses: number | undefined
  /** Pulses in it at first; full unless said. */
  readonly leftPulses?: number | undefined
  readonly seed: number
}

/** A litre in nine seconds with 450 pulses to the litre, evenly and without end. */
export const evenPlumbing: Plumbing = { pulseMs: 20, jitter: 0, pumpDelayMs: 0, airMs: 0, tankPulses: undefined, seed: 0 }

/** Water that runs: from an order until its end, or on through a valve that does not close. */
export interface Course {
  readonly beganAtMs: number
  readonly flowBefore: number
  readonly pulseMs: number
  readonly delayMs: number
  /** Spat pulses come this much slower than others. */
  readonly airMs: number
  readonly jitter: number
  readonly seed: number
  /** More pulses than these the tank has not. */
  readonly most: number
}

const spitting = 4
/** A valve that does not close lets water through without the pump. */
const withoutPump = 3

/** A course that the pump drives, with what the pipes are like now. */
export function pumped(
  plumbing: Plumbing,
  { nowMs, flow, left, hasAir }: { nowMs: number; flow: number; left: number; hasAir: boolean },
): Course {
  const { pulseMs, jitter, pumpDelayMs, airMs, seed } = plumbing
  return {
    beganAtMs: nowMs,
    flowBefore: flow,
    pulseMs,
    jitter,
    delayMs: pumpDelayMs,
    airMs: hasAir ? airMs : 0,
    seed: seed + flow,
    most: left,
  }
}

/** A course through a valve that stays open. */
export function trickling(
  { pulseMs, jitter, seed }: Plumbing,
  { nowMs, flow, left }: { nowMs: number; flow: number; left: number },
): Course {
  return { beganAtMs: nowMs, flowBefore: flow, pulseMs: pulseMs * withoutPump, jitter, delayMs: 0, airMs: 0, seed: seed + flow, most: left }
}

/** When pulse `n` (from 1 on) comes; 0: the begin. */
export function pulseAtMs({ beganAtMs, delayMs, airMs, pulseMs, jitter, seed }: Course, n: number): number {
  if (n === 0) return beganAtMs
  const spat = Math.floor(airMs / (pulseMs * spitting))
  const evenMs = n <= spat ? n * pulseMs * spitting : airMs + (n - spat) * pulseMs
  return beganAtMs + delayMs + Math.round(evenMs + noiseAt(seed, n) * jitter * pulseMs)
}

/** Pulses that have come by `nowMs`, never more than `limit` and than the tank had. */
export function pulsesBy(course: Course, nowMs: number, limit = Infinity): number {
  const { beganAtMs, delayMs, airMs, pulseMs, most } = course
  const pumpedMs = nowMs - beganAtMs - delayMs
  const spat = Math.floor(airMs / (pulseMs * spitting))
  const about = pumpedMs <= airMs ? Math.floor(pumpedMs / (pulseMs * spitting)) : spat + Math.floor((pumpedMs - airMs) / pulseMs)
  let come = Math.max(0, about - 2)
  while (come < Math.min(most, limit) && pulseAtMs(course, come + 1) <= nowMs) come += 1
  return Math.min(come, most, limit)
}
