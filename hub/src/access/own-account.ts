/** What a person does about the own account: browsers signed in, and the second factor. */
import { CodedError } from '@palang/kit'
import type { Actor } from './actor.ts'
import type { UserRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { Access, AccessParts, SignedIn } from './access-services.ts'
import { infoOf, personActor } from './actors.ts'
import { counted, type Attempts } from './attempts.ts'
import { recordAct, recordedChange } from './audit.ts'
import { cookieIn, headersOf, type Browser } from './browser.ts'
import type { People } from './people.ts'

export type OwnAccount = Pick<
  Access,
  'signOutEverywhere' | 'signIns' | 'endSignIn' | 'beginSecondFactor' | 'confirmSecondFactor' | 'removeSecondFactor'
>

/** The own account of whoever signed in. */
export function ownAccount(parts: AccessParts, people: People, attempts: Attempts): OwnAccount {
  const { store, revocations } = parts
  /** A change of the second factor renews the cookie; the sign-in goes on with it. */
  const goOn = async (actor: Actor, cookies: readonly string[], browser: Browser): Promise<SignedIn> => {
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
      const user = await mustBePerson(store, actor)
      await recordedChange(parts, actor, async (tx, note) => {
        if (!(await tx.users.endSignIn(user.id, id))) throw new CodedError('not_found', 'there is no such sign-in')
        note({ action: 'end_sign_in', subject: actor.id, before: { sign_in: id } })
      })
      revocations.announce({ signInId: id })
    },
    async beginSecondFactor(actor, password, browser) {
      const { email } = await mustBePerson(store, actor)
      return counted(attempts, email, browser.source, () =>
        attempted(parts, actor, 'begin_second_factor', () => people.beginSecondFactor(password, headersOf(browser))),
      )
    },
    async confirmSecondFactor(actor, code, browser) {
      await mustBePerson(store, actor)
      const { cookies } = await attempted(parts, actor, 'add_second_factor', () =>
        people.confirmSecondFactor(code.replaceAll(/\s/g, ''), headersOf(browser)),
      )
      return goOn(actor, cookies, browser)
    },
    async removeSecondFactor(actor, password, browser) {
      const { email } = await mustBePerson(store, actor)
      const { cookies } = await counted(attempts, email, browser.source, () =>
        attempted(parts, actor, 'remove_second_factor', () => people.removeSecondFactor(password, headersOf(browser))),
      )
      return goOn(actor, cookies, browser)
    },
  }
}

/**
 * better-auth changes the second factor by itself. That it is tried is written down before, so that nothing changes
 * without an entry, and when it failed, after.
 */
async function attempted<T>(parts: AccessParts, actor: Actor, action: string, change: () => Promise<T>): Promise<T> {
  await recordAct(parts, actor, { action, subject: actor.id })
  try {
    return await change()
  } catch (error) {
    await recordAct(parts, actor, { action: `${action}_failed`, subject: actor.id })
    throw error
  }
}

/** The person behind the actor. Throws `forbidden` for programs and machines. */
export async function mustBePerson(store: Store, actor: Actor): Promise<UserRecord> {
  const user = actor.userId === undefined ? undefined : await store.users.get(actor.userId)
  if (user === undefined) throw new CodedError('forbidden', 'only a person who signed in has an account')
  return user
}
