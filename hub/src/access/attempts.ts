/** Slowing down who guesses passwords: failures are counted per e-mail and address, and per address. */
import { CodedError, isCoded, type Clock } from '@palang/kit'
import { network } from './network.ts'

/** Limits of one counted key: so many failures cost nothing, then each doubles the wait. */
interface Limits {
  free: number
  firstWaitMs: number
  longestWaitMs: number
}

/** How failures are limited, per name and address and per address. */
export interface AttemptLimits {
  perPair: Limits
  perAddress: Limits
}

/** For passwords that people chose. */
const passwordLimits: AttemptLimits = {
  perPair: { free: 5, firstWaitMs: 30_000, longestWaitMs: 15 * 60_000 },
  perAddress: { free: 30, firstWaitMs: 60_000, longestWaitMs: 15 * 60_000 },
}
/** Failures are forgotten after this much quiet. */
const memoryMs = 30 * 60_000
/** More keys than this are never kept; the oldest go first. */
const mostKeys = 10_000

/** The tries counted under one key. */
interface Tries {
  /** Judged wrong, and when the last of them began. */
  failed: number
  failedMs: number
  /** Not judged yet, and when the last of them began. */
  open: number
  openedMs: number
}

/** `unjudged`: nobody could say whether it was right. */
export type Verdict = 'right' | 'wrong' | 'unjudged'

export interface Attempts {
  /** Milliseconds to wait before this pair may try again; 0 when it may try now. */
  waitMs(email: string, address: string): number
  /**
   * Counts a try as a failure until the returned function is called, once. From then on only one judged `wrong` counts, and
   * one judged `right` makes the pair's earlier failures forgotten too.
   */
  began(email: string, address: string): (verdict: Verdict) => void
}

/** An empty count. Unless told otherwise, five failures of a pair cost nothing; then each doubles the wait, up to 15 minutes. */
export function countAttempts(clock: Clock, { perPair, perAddress }: AttemptLimits = passwordLimits): Attempts {
  const counted = new Map<string, Tries>()
  const keys = (email: string, address: string) => {
    const from = network(address)
    return [
      { key: `pair ${email} ${from}`, limits: perPair },
      { key: `address ${from}`, limits: perAddress },
    ]
  }
  const current = (key: string): Tries | undefined => {
    const found = counted.get(key)
    if (found === undefined || clock.monotonic() - Math.max(found.failedMs, found.openedMs) <= memoryMs) return found
    counted.delete(key)
    return undefined
  }
  const opened = (key: string, nowMs: number): Tries => {
    const tries = current(key) ?? { failed: 0, failedMs: nowMs, open: 0, openedMs: nowMs }
    tries.open += 1
    tries.openedMs = nowMs
    counted.delete(key)
    counted.set(key, tries)
    return tries
  }
  return {
    waitMs(email, address) {
      const waits = keys(email, address).map(({ key, limits }) => {
        const found = current(key)
        const count = found === undefined ? 0 : found.failed + found.open
        if (found === undefined || count < limits.free) return 0
        const wait = Math.min(limits.longestWaitMs, limits.firstWaitMs * 2 ** Math.min(20, count - limits.free))
        return (found.open > 0 ? found.openedMs : found.failedMs) + wait - clock.monotonic()
      })
      return Math.max(0, ...waits)
    },
    began(email, address) {
      const beganMs = clock.monotonic()
      const both = keys(email, address).map(({ key, limits }) => ({ key, tries: opened(key, beganMs), isPair: limits === perPair }))
      for (const key of counted.keys()) {
        if (counted.size <= mostKeys) break
        counted.delete(key)
      }
      return verdict => {
        for (const { key, tries, isPair } of both) {
          tries.open -= 1
          if (verdict === 'wrong') Object.assign(tries, { failed: tries.failed + 1, failedMs: Math.max(tries.failedMs, beganMs) })
          if (verdict === 'right' && isPair) tries.failed = 0
          if (tries.failed + tries.open === 0 && counted.get(key) === tries) counted.delete(key)
        }
      }
    },
  }
}

/** Throws `rate_limited` with `retry_after_s` for who has to wait. */
function mustWait(attempts: Attempts, email: string, source: string): void {
  const waitMs = attempts.waitMs(email, source)
  if (waitMs === 0) return
  const seconds = Math.ceil(waitMs / 1000)
  throw new CodedError('rate_limited', `too many wrong passwords or codes; try again in ${seconds} s`, {
    retryable: true,
    detail: { retry_after_s: seconds },
  })
}

/**
 * Asks for a proof and counts it when it is wrong: `prove` throws `unauthenticated` or `wrong_code` then. A proof that
 * nobody could judge, because the database is away or too many are asked for at once, is no failure of who gave it.
 * Throws `rate_limited` for who has to wait, and what `prove` throws.
 */
export async function counted<T>(attempts: Attempts, email: string, source: string | undefined, prove: () => Promise<T>): Promise<T> {
  const from = source ?? 'unknown'
  mustWait(attempts, email, from)
  // Counted before the slow check, so that many tries at once are not all let through.
  const judged = attempts.began(email, from)
  try {
    const proven = await prove()
    judged('right')
    return proven
  } catch (error) {
    judged(isCoded(error, 'unauthenticated') || isCoded(error, 'wrong_code') ? 'wrong' : 'unjudged')
    throw error
  }
}
