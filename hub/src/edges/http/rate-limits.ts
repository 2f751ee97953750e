/**
 * How much one caller may ask of the hub: by who it is, and without a login by its address. Each has a bucket of its own,
 * so that no flood stops another.
 *
 * Not limited: programs and machines that show a valid token on this computer itself. They share its processor with the hub
 * and can read its data folder; a limit would protect nothing and would throttle the simulator, bulk imports and benches.
 * A request that was passed on by a proxy here does not count as coming from here. Pages of the console are files.
 */
import type { Clock } from '@palang/kit'
import type { Context, MiddlewareHandler } from 'hono'
import { network } from '../../access/network.ts'
import type { Actor } from '../../services.ts'
import { sourceOf, type AppEnv } from './context.ts'
import { problemOf, refusal, sendProblem } from './problem.ts'
import { tokenBuckets, type Budget } from './token-buckets.ts'

/** Generous for everything we know to be normal; an honest gate with a day's backlog of pictures stays below. */
export const budgets = {
  /** Signing in and enrolling, by address; guessing passwords is slowed down further by itself. */
  entry: { burst: 30, perSecond: 0.5 },
  /** Everything else without a login, or with a wrong one, by address. */
  stranger: { burst: 300, perSecond: 20 },
  /** Reads of a signed-in person: a console that loads every screen at once. */
  personReads: { burst: 600, perSecond: 60 },
  /** Acts of a signed-in person. */
  personActs: { burst: 120, perSecond: 5 },
  programReads: { burst: 3000, perSecond: 300 },
  programActs: { burst: 2000, perSecond: 200 },
  /** Pictures, by machine; 2 MB each at most. */
  pictures: { burst: 200, perSecond: 20 },
} as const satisfies Record<string, Budget>

/** Where a guess may be made. */
const entries = /^\/api\/(auth\/(sign-in|second-factor)|enroll)\/?$/

export interface RateLimits {
  /** Before the login is looked at: those who have none, and those whose login turns out to be wrong. */
  strangers: MiddlewareHandler<AppEnv>
  /** After it: everybody known. */
  known: MiddlewareHandler<AppEnv>
}

/** Both throw or answer `rate_limited` with `retry_after_s`. Calls without a socket, made inside the process, pass. */
export function rateLimits(clock: Clock): RateLimits {
  const buckets = tokenBuckets(clock)
  const spend = (key: string, budget: Budget) => {
    const waitMs = buckets.take(key, budget)
    if (waitMs > 0) throw refusal('rate_limited', 'too many requests at once', { retry_after_s: Math.ceil(waitMs / 1000) })
  }
  return {
    async strangers(c, next) {
      const source = sourceOf(c)
      if (source === undefined) return next()
      const address = network(source)
      const isEntry = isAct(c) && entries.test(c.req.path)
      if (isEntry) spend(`entry ${address}`, budgets.entry)
      const showsLogin = c.req.header('authorization') !== undefined || c.req.header('cookie') !== undefined
      if (!showsLogin) spend(`stranger ${address}`, budgets.stranger)
      await next()
      if (!showsLogin || (c.get('actor') as Actor | undefined) !== undefined) return
      const waitMs = buckets.take(`stranger ${address}`, budgets.stranger)
      if (waitMs === 0) return
      c.res = undefined
      c.res = sendProblem(c, problemOf('rate_limited', 'too many wrong logins', { retry_after_s: Math.ceil(waitMs / 1000) }))
    },
    async known(c, next) {
      const actor = c.get('actor') as Actor | undefined
      if (actor !== undefined && sourceOf(c) !== undefined && !isOwnProgram(c, actor)) {
        const kind = kindOf(c, actor)
        spend(`${kind} ${actor.id}`, budgets[kind])
      }
      await next()
    },
  }
}

function kindOf(c: Context, actor: Actor): Exclude<keyof typeof budgets, 'entry' | 'stranger'> {
  const isPerson = actor.id.startsWith('user:')
  if (!isAct(c)) return isPerson ? 'personReads' : 'programReads'
  if (c.req.path.startsWith('/api/photos/')) return 'pictures'
  return isPerson ? 'personActs' : 'programActs'
}

function isAct(c: Context): boolean {
  return c.req.method !== 'GET' && c.req.method !== 'HEAD'
}

function isOwnProgram(c: Context, actor: Actor): boolean {
  const isForwarded = c.req.header('x-forwarded-for') !== undefined || c.req.header('forwarded') !== undefined
  const source = sourceOf(c) ?? ''
  return !actor.id.startsWith('user:') && !isForwarded && (source === '::1' || source.startsWith('127.'))
}
