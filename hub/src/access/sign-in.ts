/** Signing in and out, with what slows down those who guess. */
import { CodedError, isoNow } from '@palang/kit'
import type { Access, AccessParts, SignedIn } from './access.ts'
import { infoOf, personActor } from './actors.ts'
import { counted, mustWait, type Attempts } from './attempts.ts'
import { recordAct, recordedChange } from './audit.ts'
import { cookieIn, headersOf, type Browser } from './browser.ts'
import { mustBePerson } from './own-account.ts'
import { hashPassword } from './password.ts'
import type { People } from './people.ts'

/** E-mail addresses are compared without regard to case. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

export type SigningIn = Pick<Access, 'signIn' | 'confirmSignIn' | 'signOut' | 'changePassword'>

/** Signing in and out over better-auth. */
export function signingIn(parts: AccessParts, people: People, attempts: Attempts): SigningIn {
  const { store, log, revocations } = parts
  const welcome = welcomeTo(parts, people)

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
    changePassword: passwordChange(parts, people, attempts, signIn),
  }
}

/** The visit a fresh cookie stands for, written down. */
function welcomeTo(parts: AccessParts, people: People): (cookies: readonly string[], browser: Browser) => Promise<SignedIn> {
  return async (cookies, browser) => {
    const visit = await people.visitOf(cookieIn(cookies))
    if (visit === undefined) throw new CodedError('unauthenticated', 'e-mail or password is wrong')
    const actor = personActor(visit, browser.source)
    await recordAct(parts, actor, { action: 'sign_in', subject: actor.id })
    return { cookies, info: infoOf(actor, visit.user) }
  }
}

/** A changed password ends every sign-in made with the old one; the person goes on with a new one. */
function passwordChange(parts: AccessParts, people: People, attempts: Attempts, signIn: SigningIn['signIn']): SigningIn['changePassword'] {
  const { store, clock, revocations } = parts
  return async (actor, { current, next }, browser) => {
    const user = await mustBePerson(store, actor)
    await counted(attempts, user.email, browser.source, async () => {
      if (!(await people.knows(user, current))) throw new CodedError('unauthenticated', 'the current password is wrong')
    })
    const hash = await hashPassword(next)
    const at = isoNow(clock)
    await recordedChange(parts, actor, async (tx, note) => {
      const stored = await tx.users.get(user.id)
      // Removed while the password was hashed: he must not come back by it.
      if (stored === undefined) throw new CodedError('unauthenticated', 'sign in again')
      await tx.users.setPassword(user.id, hash, at)
      await tx.users.put({ ...stored, mustChangePassword: false, updatedAt: at })
      await tx.users.endSignIns(user.id)
      note({ action: 'change_password', subject: `user:${user.email}` })
    })
    revocations.announce({ userId: user.id })
    return signIn({ email: user.email, password: next }, browser)
  }
}
