/** The login of an IP camera: HTTP Digest (RFC 7616, and RFC 2069 for old ones) where the camera offers it, else Basic (RFC 7617). */
import { createHash, randomBytes } from 'node:crypto'

export interface Login {
  user: string
  password: string
}

/** Answers a camera's challenges; one per camera, as Digest counts the requests under one nonce. */
export interface HttpLogin {
  /** The `WWW-Authenticate` of a 401: nonces get old, so it may come again at any time. */
  challenged(header: string | undefined): void
  /** The `Authorization` of the next request, none before the first challenge. */
  header(method: string, path: string): string | undefined
}

type Scheme = { kind: 'basic' } | { kind: 'digest'; fields: ReadonlyMap<string, string>; hash: 'md5' | 'sha256'; count: number }

/** Sends nothing until the camera asks, so that one that knows Digest never hears the password itself. */
export function httpLogin({ user, password }: Login, newNonce: () => string = () => randomBytes(8).toString('hex')): HttpLogin {
  let scheme: Scheme | undefined
  return {
    challenged(header) {
      scheme = schemeOf(header)
    },
    header(method, path) {
      if (scheme === undefined) return undefined
      if (scheme.kind === 'basic') return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
      scheme.count += 1
      return digest({ user, password }, scheme, { method, path, cnonce: newNonce() })
    },
  }
}

/** The first Digest challenge we can answer; a 401 that says nothing usable is taken as Basic. */
function schemeOf(header = ''): Scheme {
  for (const [, text = ''] of header.matchAll(/\bdigest\s+((?:[a-z-]+\s*=\s*(?:"[^"]*"|[^\s,"]+)\s*,?\s*)+)/gi)) {
    const fields = new Map(
      [...text.matchAll(/([a-z-]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi)].map(([, key = '', quoted, bare]) => [
        key.toLowerCase(),
        quoted ?? bare ?? '',
      ]),
    )
    const hash = { md5: 'md5', 'sha-256': 'sha256' }[(fields.get('algorithm') ?? 'md5').toLowerCase()]
    const qops = fields
      .get('qop')
      ?.split(',')
      .map(qop => qop.trim().toLowerCase())
    if ((hash === 'md5' || hash === 'sha256') && fields.has('nonce') && (qops === undefined || qops.includes('auth')))
      return { kind: 'digest', fields, hash, count: 0 }
  }
  return { kind: 'basic' }
}

function digest(
  { user, password }: Login,
  { fields, hash, count }: Extract<Scheme, { kind: 'digest' }>,
  { method, path, cnonce }: { method: string; path: string; cnonce: string },
): string {
  const of = (text: string) => createHash(hash).update(text).digest('hex')
  const [realm = '', nonce = ''] = [fields.get('realm'), fields.get('nonce')]
  const nc = count.toString(16).padStart(8, '0')
  const secret = of(`${user}:${realm}:${password}`)
  const request = of(`${method}:${path}`)
  const withQop = fields.has('qop')
  const response = of(withQop ? `${secret}:${nonce}:${nc}:${cnonce}:auth:${request}` : `${secret}:${nonce}:${request}`)
  const quoted = {
    username: user.replaceAll(/["\\]/g, '\\$&'),
    realm,
    nonce,
    uri: path,
    response,
    ...(withQop ? { cnonce } : {}),
    ...pick(fields, 'opaque'),
  }
  const bare = { ...pick(fields, 'algorithm'), ...(withQop ? { qop: 'auth', nc } : {}) }
  return `Digest ${[...Object.entries(quoted).map(([key, value]) => `${key}="${value}"`), ...Object.entries(bare).map(([key, value]) => `${key}=${value}`)].join(', ')}`
}

function pick(fields: ReadonlyMap<string, string>, key: string): Record<string, string> {
  const value = fields.get(key)
  return value === undefined ? {} : { [key]: value }
}
