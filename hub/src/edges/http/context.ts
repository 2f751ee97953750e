/** What travels with a request through the HTTP edge. */
import type { Context, MiddlewareHandler } from 'hono'
import type { Reach } from '../../access/reach.ts'
import type { Actor } from '../../services.ts'
import { clientAddress } from '../client-address.ts'

export interface AppEnv {
  Bindings: {
    incoming?: { socket?: { remoteAddress?: string | undefined } }
    /** The answer, to cut off who does not take it. */
    outgoing?: { destroy(): void }
  }
  Variables: {
    /** Set on every `/api` route that needs a login. */
    actor: Actor
    /** Which outlets and machines the actor may see and act on; set beside `actor`. */
    reach: Reach
    /** Largest body of the route, set by its description. */
    maxBytes: number
    /** Address the request came from. */
    source?: string
    /** The checked body, for idempotency keys. */
    requestBody?: unknown
  }
}

/** Notes where each request comes from; `trusted` proxies are believed. */
export function notingSource(trusted: readonly string[] | undefined): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const env: AppEnv['Bindings'] | undefined = c.env
    const source = clientAddress(env?.incoming?.socket?.remoteAddress, c.req.header('x-forwarded-for'), trusted)
    if (source !== undefined) c.set('source', source)
    await next()
  }
}

/** The address the request came from; nothing for a call made inside the process. */
export function sourceOf(c: Context): string | undefined {
  return (c as Context<AppEnv>).get('source')
}

/** The path without a trailing slash, as routes are written. */
export function plainPath(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path
}

/** Whether the browser reached us over TLS, directly or through a proxy that says so. */
export function isSecure(c: Context): boolean {
  return new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https'
}
