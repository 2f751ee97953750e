/** Many light water machines in one program: `vending-1` to `vending-N`, spread over the period in which each posts once. */
import type { Clock, Timer } from '@palang/kit/clock'
import { createLightMachine, type Post } from './light-machine.ts'

export interface FleetOptions {
  count: number
  /** The number of the first one. */
  first: number
  seed: number
  clock: Clock
  post: Post
  everyMs: number
  /** Hears how it goes, once after the first period and then each minute. */
  say(line: string): void
}

const tellEveryMs = 60_000

export interface Fleet {
  start(): void
  stop(): void
  /** One line: how many readings were taken, wait and were refused, and what is wrong. */
  summary(): string
}

export function createFleet({ count, first, seed, clock, post, everyMs, say }: FleetOptions): Fleet {
  const machines = Array.from({ length: count }, (_, n) =>
    createLightMachine({ id: `vending-${first + n}`, seed, clock, post, everyMs, firstMs: Math.round((n * everyMs) / count) }),
  )
  const timers: Timer[] = []

  function summary(): string {
    const views = machines.map(machine => machine.view())
    const sum = (key: 'taken' | 'waiting' | 'refused' | 'lost') => views.reduce((total, view) => total + view[key], 0)
    const troubles = new Set(views.flatMap(({ trouble }) => trouble ?? []))
    const lost = sum('lost')
    return [
      `${count} machines: ${sum('taken')} readings taken, ${sum('waiting')} wait, ${sum('refused')} refused`,
      ...(lost === 0 ? [] : [`${lost} given up`]),
      ...troubles,
    ].join('; ')
  }

  return {
    summary,
    start() {
      if (timers.length > 0) return
      for (const machine of machines) machine.start()
      timers.push(
        clock.after(everyMs, () => say(summary())),
        clock.every(tellEveryMs, () => say(summary())),
      )
    },
    stop() {
      for (const machine of machines) machine.stop()
      for (const timer of timers.splice(0)) timer.cancel()
    },
  }
}
