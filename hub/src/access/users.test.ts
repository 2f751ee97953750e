import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { addAdministrator } from '../edges/http/testing/fake-hub.ts'
import { memoryStore } from '../store/testing/memory-store.ts'
import type { Actor } from './actor.ts'
import { verifyPassword } from './password.ts'
import { createRevocations, type Revocation } from './revocations.ts'
import { createUsers, type NewUser } from './users.ts'

const actor: Actor = { id: 'user:admin@palang.local', role: 'admin', userId: 'user-1', source: '10.0.0.1' }
const sari: NewUser = { email: 'sari@palang.local', name: 'Sari', role: 'operator', outlets: ['pusat'] }

/** People with one administrator of everything, `user-1`. */
async function ready() {
  const [store, clock, revocations] = [memoryStore(), new ManualClock(), createRevocations()]
  await addAdministrator(store, 'correct-horse-battery')
  const revoked: Revocation[] = []
  revocations.listen(revocation => void revoked.push(revocation))
  const users = createUsers({ store, clock, revocations })
  const { user, audit, account, signIn } = { ...store.shelves, ...store.shelves.signIns }
  const stored = (id: string) => user.find(each => each.id === id)
  const hashOf = (id: string) => account.find(each => each.userId === id)?.password ?? undefined
  const enters = (id: string) => void signIn.push({ id: `sign-in of ${id}`, userId: id })
  const administrators = () =>
    user.filter(({ role, outlets, disabledAt }) => role === 'admin' && outlets === null && disabledAt === null).map(each => each.id)
  return { store, clock, users, revoked, audit, signIn, stored, hashOf, enters, administrators }
}

const last = <T>(items: readonly T[]): T | undefined => items.at(-1)

test('a person is let in with a password made up, which only he is shown and has to change', async () => {
  const { users, stored, hashOf, audit } = await ready()
  const { user, password } = await users.add(actor, { ...sari, email: '  Sari@Palang.LOCAL ' })
  expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
  expect(stored(user.id)).toMatchObject({ email: 'sari@palang.local', role: 'operator', outlets: ['pusat'], mustChangePassword: true })
  expect(await verifyPassword(password ?? '', hashOf(user.id))).toBe(true)
  expect(last(audit)).toMatchObject({
    actor: actor.id,
    source: '10.0.0.1',
    action: 'add_user',
    subject: 'user:sari@palang.local',
    before: null,
    after: { name: 'Sari', role: 'operator', outlets: ['pusat'], disabled: false },
  })
})

test('a given password is not said again, and has to be changed all the same', async () => {
  const { users, hashOf } = await ready()
  const { user, password } = await users.add(actor, { ...sari, password: 'chosen-by-the-boss' })
  expect([password, user.mustChangePassword]).toEqual([null, true])
  expect(await verifyPassword('chosen-by-the-boss', hashOf(user.id))).toBe(true)
})

test('an e-mail belongs to one person, however it is written', async () => {
  const { users, audit } = await ready()
  await expect(users.add(actor, { ...sari, email: ' ADMIN@palang.local' })).rejects.toMatchObject({ code: 'already_exists' })
  expect(await users.list()).toHaveLength(1)
  expect(audit).toEqual([])
})

test('a change is audited with what was before and after, counts at once, and leaves what was not named', async () => {
  const { users, audit, revoked, stored, enters, signIn } = await ready()
  const { user } = await users.add(actor, sari)
  revoked.length = 0
  enters(user.id)
  const changed = await users.change(actor, user.id, { role: 'viewer', outlets: null, name: undefined })
  expect(changed).toMatchObject({ role: 'viewer', outlets: null, name: 'Sari', mustChangePassword: true })
  expect(stored(user.id)).toEqual(changed)
  expect(last(audit)).toMatchObject({
    action: 'change_user',
    subject: 'user:sari@palang.local',
    before: { name: 'Sari', role: 'operator', outlets: ['pusat'], disabled: false },
    after: { name: 'Sari', role: 'viewer', outlets: null, disabled: false },
  })
  expect(revoked).toEqual([{ userId: user.id }])
  expect(signIn).toHaveLength(1)
})

test('who is kept out is signed out; let in again he has to sign in anew', async () => {
  const { users, enters, signIn, revoked, clock } = await ready()
  const { user } = await users.add(actor, sari)
  revoked.length = 0
  enters(user.id)
  const disabled = await users.change(actor, user.id, { disabled: true })
  expect(disabled.disabledAt).toBe(new Date(clock.now()).toISOString())
  expect([signIn, revoked]).toEqual([[], [{ userId: user.id }]])
  await clock.advance(1000)
  expect((await users.change(actor, user.id, { disabled: true })).disabledAt).toBe(disabled.disabledAt)
  expect((await users.change(actor, user.id, { disabled: false })).disabledAt).toBeNull()
})

test('a removed person is gone with all his sign-ins told, and what he was is on the trail', async () => {
  const { users, audit, revoked, stored } = await ready()
  const { user } = await users.add(actor, sari)
  revoked.length = 0
  await users.remove(actor, user.id)
  expect(stored(user.id)).toBeUndefined()
  expect(last(audit)).toMatchObject({ action: 'remove_user', subject: 'user:sari@palang.local', before: { role: 'operator' }, after: null })
  expect(revoked).toEqual([{ userId: user.id }])
})

test('nobody removes himself', async () => {
  const { users } = await ready()
  await users.add(actor, { ...sari, role: 'admin', outlets: null })
  await expect(users.remove(actor, 'user-1')).rejects.toMatchObject({ code: 'conflict' })
})

test.each([
  ['another role', { role: 'operator' }],
  ['fewer outlets', { outlets: ['pusat'] }],
  ['being kept out', { disabled: true }],
] as const)('the last administrator of everything is not lost by %s', async (_name, change) => {
  const { users, audit, revoked, stored, administrators } = await ready()
  // Neither one of some outlets nor one who is kept out could take his place.
  await users.add(actor, { ...sari, role: 'admin' })
  const { user: away } = await users.add(actor, { ...sari, email: 'budi@palang.local', role: 'admin', outlets: null })
  await users.change(actor, away.id, { disabled: true })
  const [before, acts] = [stored('user-1'), audit.length]
  revoked.length = 0
  const given = 'outlets' in change ? { outlets: [...change.outlets] } : change
  await expect(users.change(actor, 'user-1', given)).rejects.toMatchObject({ code: 'conflict' })
  await expect(users.remove({ id: 'token:owner', role: 'admin' }, 'user-1')).rejects.toMatchObject({ code: 'conflict' })
  expect(stored('user-1')).toEqual(before)
  expect(administrators()).toEqual(['user-1'])
  expect([audit.length, revoked]).toEqual([acts, []])
})

test.each([
  ['lowered', { role: 'viewer' }],
  ['kept out', { disabled: true }],
  ['removed', undefined],
] as const)('of two administrators %s at once, one stays', async (_name, change) => {
  const { users, administrators } = await ready()
  const { user } = await users.add(actor, { ...sari, role: 'admin', outlets: null })
  const program: Actor = { id: 'token:owner', role: 'admin' }
  const act = (id: string) => (change === undefined ? users.remove(program, id) : users.change(program, id, change))
  const results = await Promise.allSettled([act('user-1'), act(user.id)])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(administrators()).toEqual([user.id])
})

test('a reset gives a new password, signs out everywhere, and the old one is worth nothing', async () => {
  const { users, audit, revoked, stored, hashOf, enters, signIn } = await ready()
  const { user, password: first } = await users.add(actor, sari)
  revoked.length = 0
  enters(user.id)
  enters('user-1')
  const { password } = await users.resetPassword(actor, user.id)
  expect(password).not.toBe(first)
  expect(await verifyPassword(first ?? '', hashOf(user.id))).toBe(false)
  expect(await verifyPassword(password ?? '', hashOf(user.id))).toBe(true)
  expect(stored(user.id)).toMatchObject({ mustChangePassword: true, role: 'operator' })
  expect(signIn.map(({ userId }) => userId)).toEqual(['user-1'])
  expect(revoked).toEqual([{ userId: user.id }])
  expect(last(audit)).toMatchObject({ action: 'reset_password', subject: 'user:sari@palang.local', before: null, after: null })
})

test('a reset under way neither brings a removed person back nor undoes a change', async () => {
  const { users, stored, hashOf } = await ready()
  const { user: gone } = await users.add(actor, sari)
  const { user: lowered } = await users.add(actor, { ...sari, email: 'budi@palang.local' })
  const resets = [users.resetPassword(actor, gone.id), users.resetPassword(actor, lowered.id)]
  await users.remove(actor, gone.id)
  await users.change(actor, lowered.id, { role: 'viewer', disabled: true })
  const results = await Promise.allSettled(resets)
  expect(results).toMatchObject([{ status: 'rejected', reason: { code: 'not_found' } }, { status: 'fulfilled' }])
  expect(stored(gone.id)).toBeUndefined()
  expect(stored(lowered.id)).toMatchObject({ role: 'viewer', disabledAt: expect.any(String) as unknown, mustChangePassword: true })
  expect(hashOf(lowered.id)).toBeDefined()
})

test('a lost phone is taken away, and a person is signed out everywhere, each with an act', async () => {
  const { store, users, audit, revoked, enters, signIn } = await ready()
  const { user } = await users.add(actor, sari)
  store.shelves.signIns.twoFactor.push({ userId: user.id }, { userId: 'user-1' })
  expect(await users.removeSecondFactor(actor, user.id)).toMatchObject({ twoFactorEnabled: false })
  expect(store.shelves.signIns.twoFactor).toEqual([{ userId: 'user-1' }])
  revoked.length = 0
  enters(user.id)
  await users.signOut(actor, user.id)
  expect([signIn, revoked]).toEqual([[], [{ userId: user.id }]])
  expect(audit.slice(-2)).toMatchObject([
    { action: 'remove_second_factor', subject: 'user:sari@palang.local' },
    { action: 'sign_out_user', subject: 'user:sari@palang.local' },
  ])
})

test('whom nobody knows cannot be changed in any way, and nothing is told or written', async () => {
  const { users, audit, revoked } = await ready()
  const tries = [
    users.change(actor, 'nobody', { name: 'X' }),
    users.remove(actor, 'nobody'),
    users.resetPassword(actor, 'nobody'),
    users.removeSecondFactor(actor, 'nobody'),
    users.signOut(actor, 'nobody'),
  ]
  for (const result of await Promise.allSettled(tries)) expect(result).toMatchObject({ reason: { code: 'not_found' } })
  expect([audit, revoked]).toEqual([[], []])
})

test('no password and no hash is ever on the trail', async () => {
  const { users, audit, hashOf } = await ready()
  const { user, password: first } = await users.add(actor, { ...sari, password: 'chosen-by-the-boss' })
  const { password } = await users.resetPassword(actor, user.id)
  await users.change(actor, user.id, { disabled: true })
  await users.remove(actor, user.id)
  const text = JSON.stringify(audit)
  expect(audit).toHaveLength(4)
  for (const secret of ['chosen-by-the-boss', password ?? '?', hashOf(user.id)?.split('$').at(-1) ?? 'scrypt']) {
    expect(text).not.toContain(secret)
  }
  expect(first).toBeNull()
  expect(text).not.toContain('scrypt')
})
