import { createEffect, createMemo, on, onCleanup } from 'solid-js'
import { useLive } from './live.tsx'

/** Runs `work` once `trigger` has changed and then stayed the same for `settleMs`: events come in bursts. */
export function afterBurst(trigger: () => unknown, settleMs: number, work: () => void): void {
  createEffect(
    on(
      trigger,
      () => {
        const timer = setTimeout(work, settleMs)
        onCleanup(() => clearTimeout(timer))
      },
      { defer: true },
    ),
  )
}

/** The number of events heard from all machines together; it only grows. */
export function useEventCount(): () => number {
  const live = useLive()
  return createMemo(() => Object.values(live.state.machines).reduce((sum, machine) => sum + machine.eventCount, 0))
}
