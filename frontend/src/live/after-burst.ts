import { pageClock } from '@palang/kit/clock'
import { createEffect, createMemo, on, onCleanup } from 'solid-js'
import { createBurst } from './burst.ts'
import { useLive } from './live.tsx'

/** Runs `work` once the changes of `trigger` have settled for `settleMs`, or have gone on for long: events come in bursts. */
export function afterBurst(trigger: () => unknown, settleMs: number, work: () => void): void {
  const burst = createBurst(pageClock, settleMs, work)
  createEffect(on(trigger, () => burst.note(), { defer: true }))
  onCleanup(() => burst.stop())
}

/** The number of events heard from all machines together; it only grows. */
export function useEventCount(): () => number {
  const live = useLive()
  return createMemo(() => Object.values(live.state.machines).reduce((sum, machine) => sum + machine.eventCount, 0))
}
