/** Where a login may stand in a request, and the cookie of a signed-in browser. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Name of the console's cookie. */
export const cookieName = 'palang_session'

/** What a request brought along; `token` is the one of a WebSocket's `authenticate` message. */
export interface Credentials {
  authorization?: string | undefined
  /** The whole Cookie header. */
  cookie?: string | undefined
  token?: string | undefined
  /** Address it came from, for the audit trail. */
  source?: string | undefined
}

/** SHA-256 in hex: what is stored and looked up instead of a secret of 256 random bits. */
export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/**
 * The token of an Authorization header: `Bearer <token>`, or `Basic` with the token as password and any user name,
 * because some devices can only be given a URL.
 */
export function tokenOf(authorization: string | undefined): string | undefined {
  const match = /^(bearer|basic) +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization?.trim() ?? '')
  const [, scheme = '', value = ''] = match ?? []
  if (scheme === '') return undefined
  if (scheme.toLowerCase() === 'bearer') return value
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon === -1 || colon === pair.length - 1 ? undefined : pair.slice(colon + 1)
}

/** The value of our cookie in a Cookie header. */
export function cookieOf(header: string | undefined): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [name, value] = part.split('=', 2)
    if (name?.trim() === cookieName) return value?.trim()
  }
  return undefined
}

/** The cookie's value: the sign-in's secret and a proof of the password it was made with. */
export function sealCookie(secret: string, passwordHash: string): string {
  return `${secret}.${proof(secret, passwordHash)}`
}

/** Splits a cookie's value; nothing when it was not made by {@link sealCookie}. */
export function openCookie(value: string | undefined): { secret: string; seal: string } | undefined {
  const match = /^([\w-]{43})\.([\w-]{43})$/.exec(value ?? '')
  const [, secret, seal] = match ?? []
  return secret === undefined || seal === undefined ? undefined : { secret, seal }
}

/** Whether the cookie was made with the password in force; a changed password ends every sign-in made before. */
export function sealHolds(cookie: { secret: string; seal: string }, passwordHash: string): boolean {
  return timingSafeEqual(Buffer.from(cookie.seal), Buffer.from(proof(cookie.secret, passwordHash)))
}

function proof(secret: string, passwordHash: string): string {
  return createHmac('sha256', secret).update(passwordHash).digest('base64url')
}
