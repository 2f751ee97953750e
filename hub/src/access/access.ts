/** Who is calling: people with a cookie, programs and machines with a token. Used by every edge alike. */
import { isoNow, type Clock, type Log } from '@palang/kit'
import type { SecondFactorSetup, SessionInfo } from '@palang/protocol'
import type { Actor } from '../services.ts'
import type { SignInRecord, TokenRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { infoOf, personActor, tokenActor } from './actors.ts'
import { countAttempts } from './attempts.ts'
import type { Browser } from './browser.ts'
import { digest, tokenOf, type Credentials } from './credentials.ts'
import { ownAccount } from './own-account.ts'
import { createPeople } from './people.ts'
import type { Revocations } from './revocations.ts'
import { signingIn } from './sign-in.ts'

/** A token's last use is noted at most this often, to spare the disk. */
const touchEveryMs = 5 * 60_000
const longestToken = 512

/** What a signed-in browser is told, and the Set-Cookie headers that keep it so. */
export interface SignedIn {
  cookies: readonly string[]
  info: SessionInfo
}

export interface SecondFactorNeeded {
  cookies: readonly string[]
  secondFactor: 'needed'
}

export interface Access {
  /** The actor behind the credentials, or nothing. A token beats a cookie; a wrong token is not rescued by a cookie. */
  authenticate(credentials: Credentials): Promise<Actor | undefined>
  /** What the console shows about whoever is signed in. */
  describe(actor: Actor): Promise<SessionInfo>
  /** Throws `unauthenticated` for a wrong pair and `rate_limited` with `retry_after_s`. */
  signIn(request: { email: string; password: string }, browser: Browser): Promise<SignedIn | SecondFactorNeeded>
  /** The second step of a sign-in. Throws `wrong_code`, `rate_limited`. */
  confirmSignIn(code: string, browser: Browser): Promise<SignedIn>
  /** Ends this browser's sign-in; the cookies clear the browser's own. */
  signOut(browser: Browser): Promise<{ cookies: readonly string[] }>
  /** Ends every sign-in of the person, this one too. Throws `forbidden` unless the actor is a person. */
  signOutEverywhere(actor: Actor): Promise<void>
  /** Ends every sign-in of the person and gives a new one. Throws `forbidden` unless the actor is a person, `unauthenticated` for a wrong password. */
  changePassword(actor: Actor, request: { current: string; next: string }, browser: Browser): Promise<SignedIn | SecondFactorNeeded>
  /** The browsers the person is signed in with. */
  signIns(actor: Actor): Promise<SignInRecord[]>
  /** Signs one of them out. Throws `not_found`. */
  endSignIn(actor: Actor, id: string): Promise<void>
  /** Throws `unauthenticated` for a wrong password, `rate_limited` after too many, `conflict` when there is one already. */
  beginSecondFactor(actor: Actor, password: string, browser: Browser): Promise<SecondFactorSetup>
  confirmSecondFactor(actor: Actor, code: string, browser: Browser): Promise<SignedIn>
  removeSecondFactor(actor: Actor, password: string, browser: Browser): Promise<SignedIn>
}

export interface AccessParts {
  store: Store
  clock: Clock
  log: Log
  dataDir: string
  revocations: Revocations
}

/** Access over the hub's store. */
export function createAccess(parts: AccessParts): Access {
  const people = createPeople(parts)
  const attempts = countAttempts(parts.clock)
  const byToken = tokenLookup(parts)
  return {
    async authenticate({ authorization, cookie, token, source }) {
      const given = token ?? tokenOf(authorization)
      if (given !== undefined) return byToken(given, source)
      if (authorization !== undefined && authorization.trim() !== '') return undefined
      const visit = await people.visitOf(cookie)
      return visit === undefined ? undefined : personActor(visit, source)
    },
    async describe(actor) {
      const user = actor.userId === undefined ? undefined : await parts.store.users.get(actor.userId)
      return infoOf(actor, user)
    },
    ...signingIn(parts, people, attempts),
    ...ownAccount(parts, people, attempts),
  }
}

function tokenLookup({ store, clock, log }: AccessParts): (secret: string, source: string | undefined) => Promise<Actor | undefined> {
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
    if (secret.length > longestToken) return undefined
    const record = await store.tokens.byDigest(digest(secret))
    if (record === undefined || record.kind === 'device') return undefined
    if (record.expiresAt !== null && Date.parse(record.expiresAt) <= clock.now()) return undefined
    touch(record)
    return tokenActor(record, source)
  }
}
