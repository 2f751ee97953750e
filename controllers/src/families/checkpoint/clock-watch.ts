/** Finds that somebody set this computer's clock: against the steady clock it moved by more than both can drift. */
import type { Clock } from '@palang/kit'
import { checkpointDelays } from './delays.ts'

/** Looks once; `byMs` is how far the clock was moved since the look before. Null while it was not. */
export function clockWatch(clock: Pick<Clock, 'now' | 'monotonic'>): () => { byMs: number } | null {
  const apart = () => clock.now() - clock.monotonic()
  let before = apart()
  return () => {
    const byMs = apart() - before
    if (Math.abs(byMs) <= checkpointDelays.clockJumpMs) return null
    before += byMs
    return { byMs }
  }
}
