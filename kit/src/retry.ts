/** Waiting before trying again: exponential, capped, with full jitter so that a restarted hub is not stormed. */
export interface Backoff {
  /** Milliseconds to wait now; each call without `reset` waits longer, up to the cap. */
  next(): number
  reset(): void
}

/** A back-off between `minMs` and `maxMs`; `random` gives 0 ≤ x < 1. */
export function backoff(minMs: number, maxMs: number, random: () => number = Math.random): Backoff {
  let attempt = 0
  return {
    next() {
      const ceiling = Math.min(maxMs, minMs * 2 ** attempt)
      attempt = Math.min(attempt + 1, 30)
      return Math.round(minMs + random() * Math.max(0, ceiling - minMs))
    },
    reset() {
      attempt = 0
    },
  }
}
