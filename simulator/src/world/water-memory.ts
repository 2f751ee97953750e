/**
 * How the played water machines were left: the water in their tanks, what went through their filters, how fouled their probes are, and the
 * chance their water wavers by. The hub reckons its forecasts from what was poured, so a tank that were full again after each start would
 * never be empty when the hub says so.
 */
import type { Log } from '@palang/kit'
import type { Clock, Timer } from '@palang/kit/clock'
import { z } from 'zod'
import { waterCondition } from '../water/tank-water.ts'
import { keptFile } from './kept-file.ts'

const leftStand = z.object({ tank_pulses: z.number().min(0).nullable(), water: waterCondition })
export type LeftStand = z.infer<typeof leftStand>
const memory = z.object({ seed: z.int().min(0), stands: z.record(z.string(), leftStand) })

interface RememberedStand {
  id: string
  left(): LeftStand
}

export interface WaterMemory {
  /** What all water wavers by: of the first start, unless one was asked for. */
  readonly seed: number
  found(id: string): LeftStand | undefined
  /** Keeps how `stands` are, from now on every few seconds. */
  start(stands: readonly RememberedStand[]): void
  /** Keeps it for the last time. */
  stop(): void
}

const keepEveryMs = 10_000

/** `asked`: the seed a person wants; without one that of the file, else `chance`. */
export function openWaterMemory(
  file: string,
  { asked, chance, clock, log }: { asked: number | undefined; chance: number; clock: Clock; log: Log },
): WaterMemory {
  const kept = keptFile(file, memory, { log, what: 'how the water machines were left' })
  const found = kept.read()
  const seed = asked ?? found?.seed ?? chance
  let stands: readonly RememberedStand[] = []
  let timer: Timer | undefined
  let before = ''

  function keep(): void {
    const now = { seed, stands: Object.fromEntries(stands.map(stand => [stand.id, stand.left()])) }
    const text = JSON.stringify(now)
    if (stands.length === 0 || text === before) return
    before = text
    kept.write(now)
  }

  return {
    seed,
    found: id => found?.stands[id],
    start(given) {
      stands = given
      timer ??= clock.every(keepEveryMs, keep)
    },
    stop() {
      timer?.cancel()
      timer = undefined
      keep()
    },
  }
}
