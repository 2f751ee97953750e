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

interface Failures {
  count: number
  lastMs: number
  /** The last one before that, for when the last is taken back. */
  beforeMs: number
}

export interface Attempts {
  /** Milliseconds to wait before this pair may try again; 0 when it may try now. */
  waitMs(email: string, address: string): number
  /** Counts a try; it stands as a failure unless it succeeds or is taken back. */
  began(email: string, address: string): void
  /** The try that began was right: earlier failures of the pair are forgotten too. */
  succeeded(email: string, address: string): void
  /** Nobody judged the try that began: the failures are those before it. */
  takeBack(email: string, address: string): void
}

/** An empty count. Unless told otherwise, five failures of a pair cost nothing; then each doubles the wait, up to 15 minutes. */
export function countAttempts(clock: Clock, { perPair, perAddress }: AttemptLimits = passwordLimits): Attempts {
  const failures = new Map<string, Failures>()
  const keys = (email: string, address: string) => {
    const from = network(address)
    return [
      { key: `pair ${email} ${from}`, limits: perPair },
      { key: `address ${from}`, limits: perAddress },
    ]
  }
  const current = (key: string): Failures | undefined => {
    const found = failures.get(key)
    if (found === undefined || clock.monotonic() - found.lastMs <= memoryMs) return found
    failures.delete(key)
    return undefined
  }
  const lessOne = (key: string) => {
    const found = failures.get(key)
    if (found === undefined) return
    if (found.count === 1) failures.delete(key)
    else Object.assign(found, { count: found.count - 1, lastMs: found.beforeMs })
  }
  return {
    waitMs(email, address) {
      const waits = keys(email, address).map(({ key, limits }) => {
        const found = current(key)
        if (found === undefined || found.count < limits.free) return 0
        const wait = Math.min(limits.longestWaitMs, limits.firstWaitMs * 2 ** Math.min(20, found.count - limits.free))
        return found.lastMs + wait - clock.monotonic()
      })
      return Math.max(0, ...waits)
    },
    began(email, address) {
      for (const { key } of keys(email, address)) {
        const now = clock.monotonic()
        const { count, lastMs } = current(key) ?? { count: 0, lastMs: now }
        failures.delete(key)
        failures.set(key, { count: count + 1, lastMs: now, beforeMs: lastMs })
      }
      for (const key of failures.keys()) {
        if (failures.size <= mostKeys) break
        failures.delete(key)
      }
    },
    succeeded(email, address) {
      const from = network(address)
      failures.delete(`pair ${email} ${from}`)
      lessOne(`address ${from}`)
    },
    takeBack(email, address) {
      for (const { key } of keys(email, address)) lessOne(key)
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
  attempts.began(email, from)
  try {
    const proven = await prove()
    attempts.succeeded(email, from)
    return proven
  } catch (error) {
    if (!isCoded(error, 'unauthenticated') && !isCoded(error, 'wrong_code')) attempts.takeBack(email, from)
    throw error
  }
}
