/** Where a login may stand in a request. */
import { createHash } from 'node:crypto'

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

/** SHA-256 in hex: what is stored and looked up instead of a secret. */
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
