/** Counting what each caller may still do: a bucket per key that fills up again at a steady rate. */
import type { Clock } from '@palang/kit'

export interface Budget {
  /** Calls that may come at once. */
  burst: number
  /** Calls a second that may go on for ever. */
  perSecond: number
}

export interface TokenBuckets {
  /** Takes one call from the key's bucket: 0, or the milliseconds until there is one when it is empty. */
  take(key: string, budget: Budget): number
  /** Keys kept now. */
  size(): number
}

/**
 * Buckets for at most `mostKeys` callers; beyond that the one that was quiet for longest is forgotten, which gives it a full
 * bucket again. The libraries for this (rate-limiter-flexible, hono-rate-limiter) keep every key they ever saw until a
 * timer of its own ends, so that a flood from many addresses fills the memory, and go by the computer's clock.
 */
export function tokenBuckets(clock: Clock, mostKeys = 10_000): TokenBuckets {
  const buckets = new Map<string, { left: number; atMs: number }>()
  return {
    take(key, { burst, perSecond }) {
      const nowMs = clock.monotonic()
      const found = buckets.get(key)
      const filled = found === undefined ? burst : Math.min(burst, found.left + ((nowMs - found.atMs) / 1000) * perSecond)
      const isEmpty = filled < 1
      // Put in again at the end, so that the first key is always the one quiet for longest.
      buckets.delete(key)
      buckets.set(key, { left: isEmpty ? filled : filled - 1, atMs: nowMs })
      if (buckets.size > mostKeys) {
        for (const quietest of buckets.keys()) {
          buckets.delete(quietest)
          break
        }
      }
      return isEmpty ? ((1 - filled) / perSecond) * 1000 : 0
    },
    size: () => buckets.size,
  }
}
