/**
 * Who may use the panel. The kiosk runs on the machine itself and is open there; everybody else shows the panel token.
 * Pages of other sites, and without the token names that merely resolve to us, are turned away.
 */
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'
import { sameSecret } from '@palang/kit/same-secret'
import { problem } from './problem.ts'

export interface GuardOptions {
  token: string
  /** The address the panel listens on; its name is good in a Host header. */
  listenHost: string
  /** Address of the peer; from the socket unless a test says otherwise. */
  peer?: (c: Context) => string | undefined
}

/** Checks Host and Origin of every request, and the token of those from another machine. */
export function guard({ token, listenHost, peer = socketPeer }: GuardOptions): MiddlewareHandler {
  const ownNames = new Set(['localhost', hostname().toLowerCase(), `${hostname().toLowerCase()}.local`, listenHost.toLowerCase()])
  return async (c, next) => {
    const host = c.req.header('host') ?? ''
    const showsToken = holds(c, token)
    // A page in the kiosk's browser may have its own name resolve to us; it cannot have the token.
    if (!isOwnHost(host, ownNames) && !showsToken) throw problem('forbidden', 'This name is not one of this machine')
    const origin = c.req.header('origin')
    if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host))
      throw problem('forbidden', 'Pages of other sites may not use the panel')
    // Pictures, scripts and forms of other sites come without an Origin; browsers mark them here.
    if (c.req.header('sec-fetch-site') === 'cross-site' && c.req.path.startsWith('/api/'))
      throw problem('forbidden', 'Pages of other sites may not use the panel')
    const isForwarded = c.req.header('x-forwarded-for') !== undefined || c.req.header('forwarded') !== undefined
    if ((isForwarded || !isLoopback(peer(c))) && !showsToken) throw needsToken()
    await next()
  }
}

/** For what a customer's screen must never do: a page shows the token, also the kiosk's own on this machine. */
export function notFromPages(token: string): MiddlewareHandler {
  return async (c, next) => {
    const isPage =
      c.req.header('origin') !== undefined || c.req.header('sec-fetch-site') !== undefined || c.req.header('referer') !== undefined
    if (isPage && !holds(c, token)) throw needsToken()
    await next()
  }
}

function needsToken(): Error {
  return problem('unauthenticated', 'The panel token of this machine is needed')
}

function holds(c: Context, token: string): boolean {
  const given = tokenIn(c.req.header('authorization') ?? '')
  return given !== null && sameSecret(given, token)
}

/** `Bearer <token>`, or Basic with the token as password. */
function tokenIn(authorization: string): string | null {
  const [scheme, value] = authorization.split(' ', 2)
  if (value === undefined) return null
  if (scheme?.toLowerCase() === 'bearer') return value
  if (scheme?.toLowerCase() !== 'basic') return null
  const pair = Buffer.from(value, 'base64').toString('utf8')
  return pair.slice(pair.indexOf(':') + 1)
}

function isOwnHost(host: string, ownNames: ReadonlySet<string>): boolean {
  const url = `http://${host}`
  if (host === '' || !URL.canParse(url)) return false
  const name = new URL(url).hostname.replace(/^\[|\]$/g, '')
  return isIP(name) !== 0 || ownNames.has(name.toLowerCase())
}

function socketPeer(c: Context): string | undefined {
  return getConnInfo(c).remote.address
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (/^(::ffff:)?127\./.test(address) || address === '::1')
}
