/** Who is calling: people with a cookie, programs and machines with a token. Used by the HTTP and the WebSocket edge alike. */
import { CodedError, isoNow, randomSecret, type Clock, type Log } from '@palang/kit'
import type { SessionInfo } from '@palang/protocol'
import type { Actor } from '../services.ts'
import type { SignInRecord, TokenRecord, UserRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { countAttempts } from './attempts.ts'
import { recordAct } from './audit.ts'
import { cookieOf, digest, openCookie, sealCookie, sealHolds, tokenOf, type Credentials } from './credentials.ts'
import { hashPassword, verifyPassword } from './password.ts'

/** A signed-in browser stays so for two weeks. */
export const signInLifetimeMs = 14 * 24 * 3_600_000
/** A token's last use is noted at most this often, to spare the disk. */
const touchEveryMs = 5 * 60_000

export interface SignedIn {
  /** Value for the cookie. */
  cookie: string
  maxAgeSeconds: number
  info: SessionInfo
}

export interface Access {
  /** The actor behind the credentials, or nothing. A token beats a cookie; a wrong token is not rescued by a cookie. */
  authenticate(credentials: Credentials): Promise<Actor | undefined>
  /** What the console shows about whoever is signed in. */
  describe(actor: Actor, credentials: Credentials): Promise<SessionInfo>
  /** Throws `unauthenticated` for a wrong pair and `rate_limited` with `retry_after_s`. */
  signIn(request: { email: string; password: string; source?: string | undefined }): Promise<SignedIn>
  /** Ends the sign-in of this Cookie header; without one nothing happens. */
  signOut(cookieHeader: string | undefined): Promise<void>
  /** Ends every sign-in of the person and gives a new one. Throws `forbidden` unless the actor is a person, `unauthenticated` for a wrong password. */
  changePassword(actor: Actor, request: { current: string; next: string }): Promise<SignedIn>
}

interface Parts {
  store: Store
  clock: Clock
  log: Log
}

/** Access over the hub's store. */
export function createAccess(parts: Parts): Access {
  const { store, clock } = parts
  const byToken = tokenLookup(parts)
  const byCookie = cookieLookup(parts)
  const mustMatch = passwordCheck(parts)

  const open = async (user: UserRecord): Promise<SignedIn> => {
    const secret = randomSecret()
    const expiresAt = new Date(clock.now() + signInLifetimeMs).toISOString()
    await store.signIns.put({ id: digest(secret), userId: user.id, createdAt: isoNow(clock), expiresAt })
    return { cookie: sealCookie(secret, user.passwordHash), maxAgeSeconds: signInLifetimeMs / 1000, info: infoOf(user, expiresAt) }
  }

  return {
    async authenticate({ authorization, cookie, token, source }) {
      const given = token ?? tokenOf(authorization)
      if (given !== undefined) return byToken(given, source)
      if (authorization !== undefined && authorization.trim() !== '') return undefined
      const found = await byCookie(cookie)
      return found === undefined ? undefined : actorOf(found.user, source)
    },
    async describe(actor, { cookie, authorization, token }) {
      const found = token === undefined && tokenOf(authorization) === undefined ? await byCookie(cookie) : undefined
      if (found !== undefined) return infoOf(found.user, found.signIn.expiresAt)
      return { actor: actor.id, role: actor.role, ...(actor.machineId === undefined ? {} : { machine_id: actor.machineId }) }
    },
    async signIn({ email, password, source }) {
      const user = await mustMatch(normalizeEmail(email), password, source ?? 'unknown')
      const signedIn = await open(user)
      await recordAct(parts, actorOf(user, source), { action: 'sign_in', subject: `user:${user.email}` })
      return signedIn
    },
    async signOut(cookieHeader) {
      const cookie = openCookie(cookieOf(cookieHeader))
      if (cookie !== undefined) await store.signIns.remove(digest(cookie.secret))
    },
    async changePassword(actor, { current, next }) {
      if (!actor.id.startsWith('user:')) throw new CodedError('forbidden', 'only a person who signed in has a password')
      const user = await mustMatch(actor.id.slice('user:'.length), current, actor.source ?? 'unknown')
      const changed = { ...user, passwordHash: await hashPassword(next), mustChangePassword: false }
      await store.users.put(changed)
      await recordAct(parts, actor, { action: 'change_password', subject: `user:${user.email}` })
      return open(changed)
    },
  }
}

/** E-mail addresses are compared without regard to case. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

function cookieLookup({
  store,
  clock,
}: Parts): (header: string | undefined) => Promise<{ user: UserRecord; signIn: SignInRecord } | undefined> {
  return async header => {
    const cookie = openCookie(cookieOf(header))
    if (cookie === undefined) return undefined
    const signIn = await store.signIns.get(digest(cookie.secret))
    if (signIn === undefined) return undefined
    const user = await store.users.get(signIn.userId)
    if (Date.parse(signIn.expiresAt) <= clock.now() || user === undefined || !sealHolds(cookie, user.passwordHash)) {
      await store.signIns.remove(signIn.id)
      return undefined
    }
    return { user, signIn }
  }
}

/** The user of this e-mail and password; every failure is counted, logged and audited. */
function passwordCheck(parts: Parts): (email: string, password: string, source: string) => Promise<UserRecord> {
  const { store, clock, log } = parts
  const attempts = countAttempts(clock)
  return async (email, password, source) => {
    const waitMs = attempts.waitMs(email, source)
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000)
      throw new CodedError('rate_limited', `too many wrong passwords; try again in ${seconds} s`, {
        retryable: true,
        detail: { retry_after_s: seconds },
      })
    }
    // Counted before the slow check, so that many tries at once are not all let through.
    attempts.began(email, source)
    const user = await store.users.byEmail(email)
    if ((await verifyPassword(password, user?.passwordHash)) && user !== undefined) {
      attempts.succeeded(email, source)
      return user
    }
    log.warn({ email, source }, 'a sign-in failed')
    await recordAct(parts, { id: 'user:unknown', role: 'viewer', source }, { action: 'sign_in_failed', subject: `user:${email}` })
    throw new CodedError('unauthenticated', 'e-mail or password is wrong')
  }
}

function tokenLookup({ store, clock, log }: Parts): (secret: string, source: string | undefined) => Promise<Actor | undefined> {
  const touchedMs = new Map<string, number>()
  const touch = (record: TokenRecord) => {
    const last = touchedMs.get(record.id)
    if (last !== undefined && clock.monotonic() - last < touchEveryMs) return
    touchedMs.set(record.id, clock.monotonic())
    store.tokens
      .touch(record.id, isoNow(clock))
      .catch((error: unknown) => log.warn({ err: error }, 'the last use of a token was not noted'))
  }
  return async (secret, source) => {
    if (secret.length > 512) return undefined
    const record = await store.tokens.get(digest(secret))
    if (record === undefined) return undefined
    touch(record)
    const from = source === undefined ? {} : { source }
    if (record.kind === 'machine') {
      return record.machineId === null
        ? undefined
        : { id: `machine:${record.machineId}`, role: 'machine', machineId: record.machineId, ...from }
    }
    return record.role === null ? undefined : { id: `token:${record.name}`, role: record.role, ...from }
  }
}

function actorOf(user: UserRecord, source: string | undefined): Actor {
  return { id: `user:${user.email}`, role: user.role, ...(source === undefined ? {} : { source }) }
}

function infoOf(user: UserRecord, expiresAt: string): SessionInfo {
  return {
    actor: `user:${user.email}`,
    role: user.role,
    user: { email: user.email, name: user.name, must_change_password: user.mustChangePassword },
    expires_at: expiresAt,
  }
}
