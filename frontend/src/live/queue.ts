/** Messages come faster than a screen is drawn: gathered, and handed on once per animation frame. */

/** Most messages held back while the page is hidden, when there are no frames to apply them in. */
const mostWaiting = 200
/** However much a batch changes, the page rests this many times as long before the next: drawing and the hand come in between. */
const rest = 3

export interface Queue<T> {
  push(message: T): void
  /** Hands on what waits, now. */
  flush(): void
  stop(): void
}

/** A queue that gives what waits to `apply`, in order. */
export function createQueue<T>(apply: (batch: T[]) => void): Queue<T> {
  const waiting: T[] = []
  let frame: number | undefined
  let restsUntilMs = 0
  const flush = () => {
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
    if (waiting.length === 0) return
    const beganMs = performance.now()
    apply(waiting.splice(0))
    const endedMs = performance.now()
    restsUntilMs = endedMs + rest * (endedMs - beganMs)
  }
  const turn = () => {
    if (performance.now() >= restsUntilMs) flush()
    else frame = requestAnimationFrame(turn)
  }
  return {
    push(message) {
      waiting.push(message)
      if (!document.hidden) frame ??= requestAnimationFrame(turn)
      else if (waiting.length > mostWaiting) flush()
    },
    flush,
    stop() {
      if (frame !== undefined) cancelAnimationFrame(frame)
    },
  }
}
