/** Pages of other origins (CORS): those of `hub.cors` may call with a token, no other gets so much as a header. */
import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { AppEnv } from './context.ts'

/**
 * Answers preflights of the listed origins and lets their pages read the answers. Never with credentials: the cookie is for
 * the console alone, so a page elsewhere shows who it is by `Authorization`.
 */
export function crossOrigin(listed: ReadonlySet<string>): MiddlewareHandler<AppEnv> {
  const allowed = cors({
    origin: [...listed],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
    exposeHeaders: ['retry-after'],
    maxAge: 600,
  })
  return async (c, next) => {
    const origin = c.req.header('origin')
    if (origin !== undefined && listed.has(origin)) return allowed(c, next)
    await next()
    // A cache between us must not hand the answer for one origin to another.
    if (listed.size > 0) c.header('vary', 'Origin', { append: true })
  }
}
