/** `Idempotency-Key`: the same key with the same request runs once and gets the same answer, also after a restart. */
import { createHash } from 'node:crypto'
import { isoNow } from '@palang/kit'
import { errorCatalogue, isErrorCode } from '@palang/protocol'
import type { Context, MiddlewareHandler, Next } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { HubServices } from '../../services.ts'
import { plainPath, type AppEnv } from './context.ts'
import { refusal } from './problem.ts'

/** Answers are kept this long. */
const keepMs = 48 * 3_600_000
const sweepEveryMs = 3_600_000
/** Keys remembered as free while the database is away. */
const mostFreed = 1000

export interface IdempotencyOptions {
  /**
   * What to do with a key whose request was cut off by a restart: `rerun` where the work itself is safe to repeat
   * (commands carry the key on), `refuse` where it is not.
   */
  interrupted: 'rerun' | 'refuse'
}

/** Honours the header on the route it stands on, after the body was checked. */
export type Idempotent = (options: IdempotencyOptions) => MiddlewareHandler<AppEnv>

/** A stable digest of actor and key, to hand on to what is asked for; nothing when the caller sent no key. */
export function idempotencyKeyOf(c: Context<AppEnv>): string | undefined {
  const key = c.req.header('idempotency-key')
  if (key === undefined) return undefined
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) {
    throw refusal('invalid_request', 'Idempotency-Key: 1–128 printable characters', {
      errors: [{ path: 'Idempotency-Key', message: '1–128 printable characters' }],
    })
  }
  const { id, tokenId } = c.get('actor')
  return sha256(`${tokenId ?? id}\n${key}`)
}

/** One key for each of several acts that one request asks for. */
export function partKey(key: string | undefined, part: string): string | undefined {
  return key === undefined ? undefined : sha256(`${key}\n${part}`)
}

/** Idempotency over the hub's store. */
export function createIdempotency({ store, clock, log }: Pick<HubServices, 'store' | 'clock' | 'log'>): Idempotent {
  const running = new Map<string, Promise<void>>()
  /** Keys to be freed that the database could not free, because it was away: free all the same, the oldest forgotten first. */
  const freed = new Set<string>()
  let sweptMs = Number.NEGATIVE_INFINITY
  const sweep = () => {
    if (clock.monotonic() - sweptMs < sweepEveryMs) return
    sweptMs = clock.monotonic()
    const before = new Date(clock.now() - keepMs).toISOString()
    store.idempotency.forget(before).catch((error: unknown) => log.warn({ err: error }, 'old idempotency keys were not forgotten'))
  }

  const keep = async (c: Context, id: string): Promise<void> => {
    const answer: unknown = await c.res.clone().json()
    if (!mayBeRepeated(c.res.status, answer)) return store.idempotency.complete(id, c.res.status, answer)
    freed.add(id)
    const [oldest] = freed
    if (freed.size > mostFreed && oldest !== undefined) freed.delete(oldest)
    await store.idempotency.release(id)
    freed.delete(id)
  }

  const runOnce = async (c: Context<AppEnv>, next: Next, id: string, interrupted: IdempotencyOptions['interrupted']) => {
    const request = sha256(`${c.req.method} ${plainPath(c.req.path)}\n${canonical(c.get('requestBody'))}`)
    const holder = await store.idempotency.claim({ id, request, createdAt: isoNow(clock), status: null, body: null })
    if (holder !== undefined && holder.request !== request) throw refusal('conflict', 'this Idempotency-Key was used for another request')
    if (holder !== undefined && holder.status !== null) return replay(c, holder.status, holder.body)
    const wasFreed = freed.delete(id)
    if (holder !== undefined && !wasFreed && interrupted === 'refuse') {
      throw refusal('conflict', 'an earlier try with this key was cut off; look at the sessions before trying with a new key')
    }
    await next()
    // The work is done whether or not its answer could be noted.
    await keep(c, id).catch((error: unknown) => log.error({ err: error }, 'the answer of an idempotency key was not kept'))
    return undefined
  }

  return ({ interrupted }) =>
    async (c, next) => {
      const id = idempotencyKeyOf(c)
      if (id === undefined) return next()
      sweep()
      // One at a time per key: a repeat that comes while the first is at work waits for its answer.
      while (running.has(id)) await running.get(id)
      const work = Promise.withResolvers<void>()
      running.set(id, work.promise)
      try {
        return await runOnce(c, next, id, interrupted)
      } finally {
        running.delete(id)
        work.resolve()
      }
    }
}

/** Refusals that changed nothing and may pass next time do not use the key up. */
function mayBeRepeated(status: number, answer: unknown): boolean {
  if (status < 400 || typeof answer !== 'object' || answer === null || !('code' in answer) || typeof answer.code !== 'string') return false
  return isErrorCode(answer.code) && errorCatalogue[answer.code].retryable && answer.code !== 'internal'
}

function replay(c: Context, status: number, answer: unknown): Response {
  const type = status >= 400 ? 'application/problem+json' : 'application/json'
  return c.body(JSON.stringify(answer), status as ContentfulStatusCode, { 'content-type': type, 'idempotency-replayed': 'true' })
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** JSON with the keys of every object in order, so that the same request always reads the same. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? 'null'
  )
}
