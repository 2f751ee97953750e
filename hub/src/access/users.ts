/** The people who may sign in, as an administrator sees them. Every change is audited in the transaction it is made in. */
import { CodedError, isoNow, type Clock } from '@palang/kit'
import type { Actor } from './actor.ts'
import type { UserRecord } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'
import { normalizeEmail } from './sign-in.ts'
import { recordedChange, type Act } from './audit.ts'
import { hashPassword, readablePassword } from './password.ts'
import type { Revocations } from './revocations.ts'
import { newUser } from './user-records.ts'

export interface NewUser {
  email: string
  name: string
  role: UserRecord['role']
  outlets: string[] | null
  /** Made up when not given. */
  password?: string | undefined
}

export type UserChange = { [Field in 'name' | 'role' | 'outlets' | 'disabled']?: (UserRecord & { disabled: boolean })[Field] | undefined }

/** A person and, this once, the password made up for him. */
export interface UserWithPassword {
  user: UserRecord
  password: string | null
}

export interface Users {
  list(): Promise<UserRecord[]>
  /** The password has to be changed at the first sign-in. Throws `already_exists`. */
  add(actor: Actor, given: NewUser): Promise<UserWithPassword>
  /** Throws `not_found`, and `conflict` when nobody could administer any more. A changed right counts at once. */
  change(actor: Actor, id: string, change: UserChange): Promise<UserRecord>
  /** As `change`. */
  remove(actor: Actor, id: string): Promise<void>
  /** Makes up a new password and signs the person out. Throws `not_found`. */
  resetPassword(actor: Actor, id: string): Promise<UserWithPassword>
  /** Throws `not_found`. */
  removeSecondFactor(actor: Actor, id: string): Promise<UserRecord>
  /** Signs the person out everywhere. Throws `not_found`. */
  signOut(actor: Actor, id: string): Promise<void>
}

/** The hub's people. */
export function createUsers({ store, clock, revocations }: { store: Store; clock: Clock; revocations: Revocations }): Users {
  const parts = { store, clock }
  const givePassword = passwordGiver(parts, revocations)
  return {
    list: () => store.users.list(),
    async add(actor, { email: given, name, role, outlets, password }) {
      const email = normalizeEmail(given)
      if ((await store.users.byEmail(email)) !== undefined) throw new CodedError('already_exists', `${email} is registered already`)
      const user = newUser({ email, name, role, outlets, createdAt: isoNow(clock) })
      return givePassword(actor, password, async (_tx, note) => {
        note({ action: 'add_user', subject: `user:${email}`, after: plain(user) })
        return user
      })
    },
    ...changes(parts, revocations),
    resetPassword: (actor, id) =>
      givePassword(actor, undefined, async (tx, note) => {
        const user = await mustFind(tx, id)
        note({ action: 'reset_password', subject: `user:${user.email}` })
        return { ...user, mustChangePassword: true, updatedAt: isoNow(clock) }
      }),
    removeSecondFactor: (actor, id) =>
      recordedChange(parts, actor, async (tx, note) => {
        const user = { ...(await mustFind(tx, id)), twoFactorEnabled: false, updatedAt: isoNow(clock) }
        await tx.users.forgetSecondFactor(id)
        await tx.users.put(user)
        note({ action: 'remove_second_factor', subject: `user:${user.email}` })
        return user
      }),
    async signOut(actor, id) {
      await recordedChange(parts, actor, async (tx, note) => {
        const { email } = await mustFind(tx, id)
        await tx.users.endSignIns(id)
        note({ action: 'sign_out_user', subject: `user:${email}` })
      })
      revocations.announce({ userId: id })
    },
  }
}

type PasswordGiver = (
  actor: Actor,
  given: string | undefined,
  whose: (tx: Tx, note: (act: Act) => void) => Promise<UserRecord>,
) => Promise<UserWithPassword>

/** Gives a person a password, made up unless given. Whose it is, is asked in the transaction: hashing is slow, and he may have changed. */
function passwordGiver(parts: { store: Store; clock: Clock }, revocations: Revocations): PasswordGiver {
  return async (actor, given, whose) => {
    const password = given ?? readablePassword()
    const hash = await hashPassword(password)
    const user = await recordedChange(parts, actor, async (tx, note) => {
      const found = await whose(tx, note)
      await tx.users.put(found)
      await tx.users.setPassword(found.id, hash, isoNow(parts.clock))
      await tx.users.endSignIns(found.id)
      return found
    })
    revocations.announce({ userId: user.id })
    return { user, password: given === undefined ? password : null }
  }
}

function changes(parts: { store: Store; clock: Clock }, revocations: Revocations): Pick<Users, 'change' | 'remove'> {
  const { clock } = parts
  return {
    async change(actor, id, { disabled, ...change }) {
      const after = await recordedChange(parts, actor, async (tx, note) => {
        const before = await mustFind(tx, id)
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
        const disabledAt = disabled === undefined ? before.disabledAt : disabled ? (before.disabledAt ?? isoNow(clock)) : null
        const changed: UserRecord = { ...before, ...given, disabledAt, updatedAt: isoNow(clock) }
        await mustKeepAnAdministrator(tx, changed)
        await tx.users.put(changed)
        if (changed.disabledAt !== null) await tx.users.endSignIns(id)
        note({ action: 'change_user', subject: `user:${before.email}`, before: plain(before), after: plain(changed) })
        return changed
      })
      revocations.announce({ userId: id })
      return after
    },
    async remove(actor, id) {
      await recordedChange(parts, actor, async (tx, note) => {
        const before = await mustFind(tx, id)
        if (id === actor.userId) throw new CodedError('conflict', 'nobody can remove himself')
        await mustKeepAnAdministrator(tx, { ...before, role: 'viewer' })
        await tx.users.remove(id)
        note({ action: 'remove_user', subject: `user:${before.email}`, before: plain(before) })
      })
      revocations.announce({ userId: id })
    },
  }
}

async function mustFind(tx: Tx, id: string): Promise<UserRecord> {
  const user = await tx.users.get(id)
  if (user === undefined) throw new CodedError('not_found', 'there is no such person')
  return user
}

/** Somebody must be left who can administer everything: an administrator of all outlets who may come in. */
async function mustKeepAnAdministrator(tx: Tx, changed: UserRecord): Promise<void> {
  const all = (await tx.users.all()).map(user => (user.id === changed.id ? changed : user))
  if (all.some(({ role, outlets, disabledAt }) => role === 'admin' && outlets === null && disabledAt === null)) return
  throw new CodedError('conflict', 'there must be an administrator of all outlets who can sign in')
}

/** What the audit trail keeps of a person. */
function plain({ name, role, outlets, disabledAt }: UserRecord): object {
  return { name, role, outlets, disabled: disabledAt !== null }
}
