/** What the hub says of a thousand machines when a page opens, read a little at a time: the page goes on drawing meanwhile. */
import type { Clock } from '@palang/kit/clock'

/** Less than half a frame; the browser draws and answers the hand between two turns. */
const turnMs = 6

/** Does what it is given in order, in turns of a few milliseconds. Nothing waits longer for its turn than what came before it takes. */
export function createPace(clock: Clock): (work: () => void) => void {
  let waiting: (() => void)[] = []
  let done = 0
  const turn = () => {
    const endMs = clock.monotonic() + turnMs
    try {
      while (done < waiting.length && clock.monotonic() < endMs) waiting[done++]?.()
    } finally {
      if (done < waiting.length) clock.after(0, turn)
      else {
        waiting = []
        done = 0
      }
    }
  }
  return work => {
    waiting.push(work)
    if (waiting.length === 1) clock.after(0, turn)
  }
}
