/** What the WebSocket edge needs to know of the people and programs behind a connection. */
import type { IncomingMessage } from 'node:http'
import type { Credentials } from '../../access/credentials.ts'
import type { Site } from '@palang/config'
import type { Actor } from '../../services.ts'
import { clientAddress } from '../client-address.ts'

export type { Credentials }

export interface Authenticator {
  /** The actor behind the credentials, or nothing when they are missing or wrong. */
  authenticate(credentials: Credentials): Promise<Actor | undefined>
}

/** The credentials of an upgrade request. A cookie counts only from our own pages, so that no other site can ride on it. */
export function credentialsOf(request: IncomingMessage, { hub }: Pick<Site, 'hub'>): Credentials {
  const { authorization, cookie, origin, host } = request.headers
  const forwardedFor = request.headers['x-forwarded-for']?.toString()
  return {
    authorization,
    cookie: origin === undefined || sameHost(origin, host) ? cookie : undefined,
    source: clientAddress(request.socket.remoteAddress, forwardedFor, hub.trustedProxies),
  }
}

/** Whether a page of `origin` was loaded from the host it now calls. */
export function sameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host
}
