/** Faults that strike by themselves, by the words of the command line. */
import type { Clock, Timer } from '@palang/kit/clock'
import { seeded, type Random } from '../traffic/random.ts'
import { seedFor } from '../water/noise.ts'
import type { UnitInput } from './unit-state.ts'

export const faultNames = [
  'offline',
  'duplicate',
  'reorder',
  'lose',
  'replay',
  'reset',
  'restart',
  'clock',
  'broken',
  'door',
  'swap',
] as const
export type FaultName = (typeof faultNames)[number]

const hourMs = 3_600_000
const yearMs = 8_766 * hourMs
/** Clocks that lost an hour or a day, believe it is 1970 or 2000, or run ahead; undefined is none. */
const clocks: readonly [number | undefined, ...(number | undefined)[]] = [
  -hourMs,
  7 * hourMs,
  -56 * yearMs,
  -26 * yearMs,
  3 * yearMs,
  undefined,
  0,
]
const longestOfflineMs = 60_000

/** What happens to a unit that is struck by it; `swap` is the fleet's, because another unit takes the place. */
export function chanceFault(name: Exclude<FaultName, 'swap'>, random: Random): UnitInput[] {
  switch (name) {
    case 'offline':
      return [{ kind: 'fault', fault: { kind: 'offline', ms: random.between(1_000, longestOfflineMs) } }]
    case 'duplicate':
    case 'reorder':
    case 'lose':
      return [{ kind: 'fault', fault: { kind: name, times: random.between(1, 3) } }]
    case 'replay':
      return [{ kind: 'fault', fault: { kind: 'replay' } }]
    case 'reset':
      return [{ kind: 'fault', fault: { kind: 'reset_counters' } }]
    case 'restart':
      return [{ kind: 'restart' }]
    case 'clock':
      return [{ kind: 'fault', fault: { kind: 'clock', offMs: random.pick(clocks) } }]
    case 'broken':
      return [{ kind: 'fault', fault: { kind: 'broken', as: random.pick(['json', 'values', 'foreign_id', 'oversized']) } }]
    case 'door':
      return [
        { kind: 'door', open: true },
        { kind: 'door', open: false },
      ]
  }
}

export interface Strikes {
  /** From now on faults strike this unit by chance. */
  await(deviceId: string): void
  /** No more. */
  spare(deviceId: string): void
}

export interface StrikesOptions {
  clock: Clock
  seed: number
  names: readonly FaultName[]
  /** Seconds between two of one unit, on average. */
  everyS: number
  strike(deviceId: string, name: FaultName, random: Random): void
}

/** The same seed strikes the same units with the same faults in the same order. */
export function createStrikes({ clock, seed, names, everyS, strike }: StrikesOptions): Strikes {
  const timers = new Map<string, Timer>()
  const [first, ...others] = names

  function next(deviceId: string, random: Random): void {
    if (first === undefined) return
    const waits = clock.after(random.next() * 2 * everyS * 1_000, () => {
      next(deviceId, random)
      strike(deviceId, random.pick([first, ...others]), random)
    })
    timers.set(deviceId, waits)
  }

  return {
    await: deviceId => next(deviceId, seeded(seedFor(seed, `faults of ${deviceId}`))),
    spare(deviceId) {
      timers.get(deviceId)?.cancel()
      timers.delete(deviceId)
    },
  }
}
