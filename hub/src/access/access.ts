/** Who is calling: people with a cookie, programs and machines with a token. Used by every edge alike. */
import { CodedError, isoNow, type Clock, type Log } from '@palang/kit'
import type { SecondFactorSetup, SessionInfo, TokenScope } from '@palang/protocol'
import type { Actor } from '../services.ts'
import type { SignInRecord, TokenRecord, UserRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { countAttempts, type Attempts } from './attempts.ts'
import { recordAct, recordedChange } from './audit.ts'
import { cookieName, digest, tokenOf, type Credentials } from './credentials.ts'
import { hashPassword } from './password.ts'
import { createPeople, sourceHeader, type People, type Visit } from './people.ts'
import type { Revocations } from './revocations.ts'

/** A token's last use is noted at most this often, to spare the disk. */
const touchEveryMs = 5 * 60_000
const longestToken = 512

/** The browser a person sits at. */
export interface Browser {
  /** The whole Cookie header. */
  cookie?: string | undefined
  userAgent?: string | undefined
  /** Address it came from. */
  source?: string | undefined
}

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

/** E-mail addresses are compared without regard to case. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

type SigningIn = Pick<Access, 'signIn' | 'confirmSignIn' | 'signOut' | 'changePassword'>

function signingIn(parts: AccessParts, people: People, attempts: Attempts): SigningIn {
  const { store, clock, log, revocations } = parts

  const signIn: SigningIn['signIn'] = async ({ email: given, password }, browser) => {
    const email = normalizeEmail(given)
    const source = browser.source ?? 'unknown'
    mustWait(attempts, email, source)
    // Counted before the slow check, so that many tries at once are not all let through.
    attempts.began(email, source)
    const user = await store.users.byEmail(email)
    try {
      const { cookies, result } = await people.signIn({ email, password, headers: headersOf(browser) })
      if (user === undefined || user.disabledAt !== null) throw new CodedError('unauthenticated', 'e-mail or password is wrong')
      attempts.succeeded(email, source)
      if (result === 'second_factor') return { cookies, secondFactor: 'needed' }
      return await welcome(cookies, browser)
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'unauthenticated') throw error
      log.warn({ email, source }, 'a sign-in failed')
      await recordAct(parts, { id: 'user:unknown', role: 'viewer', source }, { action: 'sign_in_failed', subject: `user:${email}` })
      throw error
    }
  }

  /** The visit a fresh cookie stands for, written down. */
  const welcome = async (cookies: readonly string[], browser: Browser): Promise<SignedIn> => {
    const visit = await people.visitOf(cookieIn(cookies))
    if (visit === undefined) throw new CodedError('unauthenticated', 'e-mail or password is wrong')
    const actor = personActor(visit, browser.source)
    await recordAct(parts, actor, { action: 'sign_in', subject: actor.id })
    return { cookies, info: infoOf(actor, visit.user) }
  }

  return {
    signIn,
    async confirmSignIn(code, browser) {
      const source = browser.source ?? 'unknown'
      // better-auth counts wrong codes per person; this is for those who try from one address over many.
      mustWait(attempts, 'second factor', source)
      attempts.began('second factor', source)
      const { cookies } = await people.confirmSignIn(code.replaceAll(/\s/g, ''), headersOf(browser))
      attempts.succeeded('second factor', source)
      return welcome(cookies, browser)
    },
    async signOut(browser) {
      const visit = await people.visitOf(browser.cookie)
      const { cookies } = await people.signOut(headersOf(browser))
      if (visit !== undefined) {
        await recordAct(parts, personActor(visit, browser.source), { action: 'sign_out', subject: `user:${visit.user.email}` })
        revocations.announce({ signInId: visit.signIn.id })
      }
      return { cookies }
    },
    async changePassword(actor, { current, next }, browser) {
      const user = await mustBePerson(store, actor)
      await counted(attempts, user, browser, async () => {
        if (!(await people.knows(user, current))) throw new CodedError('unauthenticated', 'the current password is wrong')
      })
      const hash = await hashPassword(next)
      const at = isoNow(clock)
      await recordedChange(parts, actor, async (tx, note) => {
        const stored = await tx.users.get(user.id)
        if (stored === undefined) throw new CodedError('unauthenticated', 'sign in again')
        await tx.users.setPassword(user.id, hash, at)
        await tx.users.put({ ...stored, mustChangePassword: false, updatedAt: at })
        await tx.users.endSignIns(user.id)
        note({ action: 'change_password', subject: `user:${user.email}` })
      })
      revocations.announce({ userId: user.id })
      return signIn({ email: user.email, password: next }, browser)
    },
  }
}

type OwnAccount = Pick<
  Access,
  'signOutEverywhere' | 'signIns' | 'endSignIn' | 'beginSecondFactor' | 'confirmSecondFactor' | 'removeSecondFactor'
>

function ownAccount(parts: AccessParts, people: People, attempts: Attempts): OwnAccount {
  const { store, revocations } = parts
  /** A change of the second factor renews the cookie; the sign-in goes on with it. */
  const goOn = async (actor: Actor, cookies: readonly string[], browser: Browser, action: string): Promise<SignedIn> => {
    await recordAct(parts, actor, { action, subject: actor.id })
    const visit = await people.visitOf(cookieIn(cookies) ?? browser.cookie)
    if (visit === undefined) throw new CodedError('unauthenticated', 'sign in again')
    return { cookies, info: infoOf(personActor(visit, actor.source), visit.user) }
  }
  return {
    async signOutEverywhere(actor) {
      const user = await mustBePerson(store, actor)
      await recordedChange(parts, actor, async (tx, note) => {
        await tx.users.endSignIns(user.id)
        note({ action: 'sign_out_everywhere', subject: actor.id })
      })
      revocations.announce({ userId: user.id })
    },
    signIns: async actor => people.signIns(await mustBePerson(store, actor)),
    async endSignIn(actor, id) {
      const found = (await people.signIns(await mustBePerson(store, actor))).find(signIn => signIn.id === id)
      if (found === undefined) throw new CodedError('not_found', 'there is no such sign-in')
      await people.endSignIn(found)
      await recordAct(parts, actor, { action: 'end_sign_in', subject: actor.id, before: { address: found.ipAddress } })
      revocations.announce({ signInId: id })
    },
    async beginSecondFactor(actor, password, browser) {
      const user = await mustBePerson(store, actor)
      return counted(attempts, user, browser, () => people.beginSecondFactor(password, headersOf(browser)))
    },
    async confirmSecondFactor(actor, code, browser) {
      await mustBePerson(store, actor)
      const { cookies } = await people.confirmSecondFactor(code.replaceAll(/\s/g, ''), headersOf(browser))
      return goOn(actor, cookies, browser, 'add_second_factor')
    },
    async removeSecondFactor(actor, password, browser) {
      const user = await mustBePerson(store, actor)
      const { cookies } = await counted(attempts, user, browser, () => people.removeSecondFactor(password, headersOf(browser)))
      return goOn(actor, cookies, browser, 'remove_second_factor')
    },
  }
}

async function mustBePerson(store: Store, actor: Actor): Promise<UserRecord> {
  const user = actor.userId === undefined ? undefined : await store.users.get(actor.userId)
  if (user === undefined) throw new CodedError('forbidden', 'only a person who signed in has an account')
  return user
}

/** Proof by password of who is in already: wrong ones count as those of a sign-in, so that a stolen cookie is no way to guess it. */
async function counted<T>(attempts: Attempts, { email }: UserRecord, browser: Browser, prove: () => Promise<T>): Promise<T> {
  const source = browser.source ?? 'unknown'
  mustWait(attempts, email, source)
  attempts.began(email, source)
  const proven = await prove()
  attempts.succeeded(email, source)
  return proven
}

function mustWait(attempts: Attempts, email: string, source: string): void {
  const waitMs = attempts.waitMs(email, source)
  if (waitMs === 0) return
  const seconds = Math.ceil(waitMs / 1000)
  throw new CodedError('rate_limited', `too many wrong passwords or codes; try again in ${seconds} s`, {
    retryable: true,
    detail: { retry_after_s: seconds },
  })
}

function headersOf({ cookie, userAgent, source }: Browser): Headers {
  return new Headers({
    ...(cookie === undefined ? {} : { cookie }),
    ...(userAgent === undefined ? {} : { 'user-agent': userAgent.slice(0, 300) }),
    ...(source === undefined ? {} : { [sourceHeader]: source }),
  })
}

/** Set-Cookie headers turned into the Cookie header the browser will send. */
function cookieIn(cookies: readonly string[]): string | undefined {
  return cookies.find(cookie => cookie.startsWith(`${cookieName}=`))?.split(';')[0]
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

function tokenActor(record: TokenRecord, source: string | undefined): Actor {
  const { id, name, machineId, scopes, outlets, expiresAt } = record
  const common = {
    tokenId: id,
    ...(source === undefined ? {} : { source }),
    ...(expiresAt === null ? {} : { expiresAt }),
  }
  if (record.kind === 'machine' && machineId !== null) return { id: `machine:${machineId}`, role: 'machine', machineId, ...common }
  return { id: `token:${name}`, role: roleOf(scopes), scopes, ...(outlets === null ? {} : { outlets }), ...common }
}

const roleByScope = [
  ['admin', 'admin'],
  ['operate', 'operator'],
  ['read', 'viewer'],
] as const satisfies readonly (readonly [TokenScope, Actor['role']])[]

/** The rights of a person that a token's scopes amount to. */
function roleOf(scopes: readonly string[]): Actor['role'] {
  return roleByScope.find(([scope]) => scopes.includes(scope))?.[1] ?? 'program'
}

function personActor({ user, signIn }: Visit, source: string | undefined): Actor {
  return {
    id: `user:${user.email}`,
    role: user.role,
    userId: user.id,
    signInId: signIn.id,
    expiresAt: signIn.expiresAt,
    ...(user.outlets === null ? {} : { outlets: user.outlets }),
    ...(user.mustChangePassword ? { mustChangePassword: true } : {}),
    ...(source === undefined ? {} : { source }),
  }
}

function infoOf(actor: Actor, user: UserRecord | undefined): SessionInfo {
  return {
    actor: actor.id,
    role: actor.role,
    outlets: actor.outlets === undefined ? null : [...actor.outlets],
    ...(actor.machineId === undefined ? {} : { machine_id: actor.machineId }),
    ...(actor.scopes === undefined ? {} : { scopes: [...actor.scopes] }),
    ...(user === undefined
      ? {}
      : {
          user: {
            id: user.id,
            email: user.email,
            name: user.name,
            must_change_password: user.mustChangePassword,
            second_factor: user.twoFactorEnabled === true,
          },
        }),
    ...(actor.expiresAt === undefined ? {} : { expires_at: actor.expiresAt }),
  }
}
