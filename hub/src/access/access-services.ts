/** What may be asked of access, and what it is made of. */
import type { Clock, Log } from '@palang/kit'
import type { SecondFactorSetup, SessionInfo } from '@palang/protocol'
import type { SignInRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { Actor } from './actor.ts'
import type { Browser } from './browser.ts'
import type { Credentials } from './credentials.ts'
import type { Revocations } from './revocations.ts'

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
