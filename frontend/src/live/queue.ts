/** Messages come faster than a screen is drawn: gathered, and handed on once per animation frame. */

/** Most messages held back while the page is hidden, when there are no frames to apply them in. */
const mostWaiting = 200

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
  const flush = () => {
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
    if (waiting.length > 0) apply(waiting.splice(0))
  }
  return {
    push(message) {
      waiting.push(message)
      if (!document.hidden) frame ??= requestAnimationFrame(flush)
      else if (waiting.length > mostWaiting) flush()
    },
    flush,
    stop() {
      if (frame !== undefined) cancelAnimationFrame(frame)
    },
  }
}
