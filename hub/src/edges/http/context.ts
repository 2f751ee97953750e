/** What travels with a request through the HTTP edge. */
import type { Context } from 'hono'
import type { Reach } from '../../access/reach.ts'
import type { Actor } from '../../services.ts'

export interface AppEnv {
  Bindings: { incoming?: { socket?: { remoteAddress?: string | undefined } } }
  Variables: {
    /** Set on every `/api` route that needs a login. */
    actor: Actor
    /** Which outlets and machines the actor may see and act on; set beside `actor`. */
    reach: Reach
    /** Largest body of the route, set by its description. */
    maxBytes: number
    /** The checked body, for idempotency keys. */
    requestBody?: unknown
  }
}

/** The address the request came from, without the IPv6 wrapping of IPv4 addresses. */
export function sourceOf(c: Context): string | undefined {
  const env = c.env as AppEnv['Bindings'] | undefined
  return env?.incoming?.socket?.remoteAddress?.replace(/^::ffff:/, '')
}

/** The path without a trailing slash, as routes are written. */
export function plainPath(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path
}

/** Whether the browser reached us over TLS, directly or through a proxy that says so. */
export function isSecure(c: Context): boolean {
  return new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https'
}
