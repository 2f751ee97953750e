/** Orders a board measures by itself: so many pulses of water, so many milliseconds of treatment. */
import type { FailedAct } from '../status.ts'

export const measuredEnds = ['done', 'timeout', 'stopped', 'silence', 'estop', 'door', 'leak', 'no_flow', 'reset'] as const

/**
 * How much a board did of what it was ordered, in pulses or milliseconds. Without proof, it was at least `amount`: `not_begun`
 * (the order never arrived, 0 is exact), `power` (the board took it and has lost its memory since) or `unknown` (it never said).
 */
export interface Measured {
  amount: number
  isExact: boolean
  reason: (typeof measuredEnds)[number] | 'not_begun' | 'power' | 'unknown'
}

/** The last order as the board remembers it. `count` tells one from another; it begins again when the board loses power. */
export interface LastMeasured {
  ok: true
  count: number
  amount: number
  reason: (typeof measuredEnds)[number] | 'running' | 'none'
}

export type LastMeasuredResult = LastMeasured | FailedAct
