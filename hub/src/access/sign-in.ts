/** Signing in and out, with what slows down those who guess. */
import { CodedError, isCoded, isoNow } from '@palang/kit'
import type { Actor } from './actor.ts'
import type { Access, AccessParts, SignedIn } from './access-services.ts'
import { infoOf, personActor } from './actors.ts'
import { counted, type Attempts } from './attempts.ts'
import { recordAct, recordedChange } from './audit.ts'
import { cookieIn, headersOf, type Browser } from './browser.ts'
import { mustBePerson } from './own-account.ts'
import { hashPassword, verifyPassword } from './password.ts'
import type { People } from './people.ts'
import { isMeant, type Revocation, type Revocations } from './revocations.ts'

/** E-mail addresses are compared without regard to case. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** A sign-in; `prove` runs the check of the password and may count it. */
type Enter = (...given: [...Parameters<Access['signIn']>, prove?: Prove]) => ReturnType<Access['signIn']>
type Prove = <T>(check: () => Promise<T>) => Promise<T>

export type SigningIn = Pick<Access, 'signIn' | 'confirmSignIn' | 'signOut' | 'changePassword'>

/** Signing in and out over better-auth. */
export function signingIn(parts: AccessParts, people: People, attempts: Attempts): SigningIn {
  const { store, log, revocations } = parts
  const welcome = welcomeTo(parts, people)

  const checkPassword = async (email: string, password: string, browser: Browser) => {
    const user = await store.users.byEmail(email)
    const entered = await people.signIn({ email, password, headers: headersOf(browser) })
    if (user === undefined || user.disabledAt !== null) throw new CodedError('unauthenticated', 'e-mail or password is wrong')
    return { ...entered, userId: user.id }
  }

  const enter: Enter = async ({ email, password }, browser, prove = check => check()) => {
    const source = browser.source ?? 'unknown'
    const watch = watchRevocations(revocations)
    try {
      const { cookies, result, userId } = await prove(() => checkPassword(email, password, browser))
      if (result === 'in') return await welcome(cookies, browser, watch)
      if (watch.tookAway({ id: '', role: 'viewer', userId })) throw new CodedError('unauthenticated', 'sign in again')
      return { cookies, secondFactor: 'needed' }
    } catch (error) {
      if (!isCoded(error, 'unauthenticated')) throw error
      log.warn({ email, source }, 'a sign-in failed')
      await recordAct(parts, stranger(source), { action: 'sign_in_failed', subject: `user:${email}` })
      throw error
    } finally {
      watch.stop()
    }
  }

  return {
    async signIn({ email: given, password }, browser) {
      const email = normalizeEmail(given)
      return enter({ email, password }, browser, check => counted(attempts, email, browser.source, check))
    },
    async confirmSignIn(code, browser) {
      if ((await people.visitOf(browser.cookie)) !== undefined) throw new CodedError('conflict', 'this browser is signed in already')
      const watch = watchRevocations(revocations)
      try {
        const given = code.replaceAll(/\s/g, '')
        // better-auth counts wrong codes per person; this is for those who try from one address over many.
        const { cookies } = await counted(attempts, 'second factor', browser.source, () => people.confirmSignIn(given, headersOf(browser)))
        return await welcome(cookies, browser, watch, given)
      } catch (error) {
        if (isCoded(error, 'wrong_code'))
          await recordAct(parts, stranger(browser.source ?? 'unknown'), { action: 'sign_in_failed', subject: 'second_factor' })
        throw error
      } finally {
        watch.stop()
      }
    },
    signOut: signingOut(parts, people),
    changePassword: passwordChange(parts, attempts, enter),
  }
}

function signingOut(parts: AccessParts, people: People): SigningIn['signOut'] {
  const { revocations } = parts
  return async browser => {
    const visit = await people.visitOf(browser.cookie)
    const { cookies } = await people.signOut(headersOf(browser))
    if (visit !== undefined) {
      await recordAct(parts, personActor(visit, browser.source), { action: 'sign_out', subject: `user:${visit.user.email}` })
      revocations.announce({ signInId: visit.signIn.id })
    }
    return { cookies }
  }
}

function stranger(source: string): Actor {
  return { id: 'user:unknown', role: 'viewer', source }
}

interface RevocationWatch {
  /** Whether what the actor came in with was taken away since the watch began. */
  tookAway(actor: Actor): boolean
  stop(): void
}

/** A password is checked slowly. Whoever changes it meanwhile must not find somebody in who came by the old one. */
function watchRevocations(revocations: Revocations): RevocationWatch {
  const heard: Revocation[] = []
  const stop = revocations.listen(revocation => void heard.push(revocation))
  return { tookAway: actor => heard.some(revocation => isMeant(actor, revocation)), stop }
}

type Welcome = (cookies: readonly string[], browser: Browser, watch: RevocationWatch, code?: string) => Promise<SignedIn>

/** A code of an authenticator app is good for as long as this, also the one before and after. Milliseconds. */
const codeLifetimeMs = 90_000

/** The visit a fresh cookie stands for, written down; ended again when it should not have come to be. */
function welcomeTo(parts: AccessParts, people: People): Welcome {
  const { store, clock } = parts
  const usedCodes = new Map<string, number>()
  /** A code that somebody looked at over the shoulder is good once. */
  const isReplayed = (userId: string, code: string | undefined): boolean => {
    const now = clock.monotonic()
    for (const [used, atMs] of usedCodes) if (now - atMs > codeLifetimeMs) usedCodes.delete(used)
    if (code === undefined) return false
    const key = `${userId} ${code}`
    if (usedCodes.has(key)) return true
    usedCodes.set(key, now)
    return false
  }
  return async (cookies, browser, watch, code) => {
    const visit = await people.visitOf(cookieIn(cookies))
    if (visit === undefined) throw new CodedError('unauthenticated', 'e-mail or password is wrong')
    const actor = personActor(visit, browser.source)
    const isLate = watch.tookAway(actor)
    if (isLate || isReplayed(visit.user.id, code)) {
      await store.transact(tx => tx.users.endSignIn(visit.user.id, visit.signIn.id))
      throw isLate ? new CodedError('unauthenticated', 'sign in again') : new CodedError('wrong_code', 'the code was used already')
    }
    await recordAct(parts, actor, { action: 'sign_in', subject: actor.id })
    return { cookies, info: infoOf(actor, visit.user) }
  }
}

/** A changed password ends every sign-in made with the old one; the person goes on with a new one. */
function passwordChange(parts: AccessParts, attempts: Attempts, enter: Enter): SigningIn['changePassword'] {
  const { store, clock, revocations } = parts
  return async (actor, { current, next }, browser) => {
    const user = await mustBePerson(store, actor)
    if (next === current) throw new CodedError('conflict', 'the new password is the old one')
    const verified = await store.users.passwordHash(user.id)
    await counted(attempts, user.email, browser.source, async () => {
      if (!(await verifyPassword(current, verified))) throw new CodedError('unauthenticated', 'the current password is wrong')
    }).catch(async (error: unknown) => {
      if (isCoded(error, 'unauthenticated')) await recordAct(parts, actor, { action: 'change_password_failed', subject: actor.id })
      throw error
    })
    const hash = await hashPassword(next)
    const at = isoNow(clock)
    await recordedChange(parts, actor, async (tx, note) => {
      const stored = await tx.users.get(user.id)
      // Removed, or given another password, while this one was hashed.
      if (stored === undefined || (await tx.users.passwordHash(user.id)) !== verified)
        throw new CodedError('unauthenticated', 'sign in again')
      await tx.users.setPassword(user.id, hash, at)
      await tx.users.put({ ...stored, mustChangePassword: false, updatedAt: at })
      await tx.users.endSignIns(user.id)
      note({ action: 'change_password', subject: `user:${user.email}` })
    })
    revocations.announce({ userId: user.id })
    // Not counted as a guess: the change is made, and whoever else guesses from this address must not make it look failed.
    return enter({ email: user.email, password: next }, browser)
  }
}
