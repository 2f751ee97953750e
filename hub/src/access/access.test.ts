import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CodedError, isoNow, ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { addAdministrator } from '../edges/http/testing/fake-hub.ts'
import { memoryStore } from '../store/testing/memory-store.ts'
import type { TokenRecord } from '../store/records.ts'
import { createAccess } from './access.ts'
import type { SecondFactorNeeded, SignedIn } from './access-services.ts'
import { cookieName, digest, tokenOf } from './credentials.ts'
import { ensureFirstAdministrator, firstAdministratorEmail } from './first-start.ts'
import { hashPassword, readablePassword, verifyPassword } from './password.ts'
import { signInLifetimeMs } from './people.ts'
import { createRevocations, type Revocation } from './revocations.ts'
import { totp } from './testing/totp.ts'
import { createUsers } from './users.ts'

const email = firstAdministratorEmail
const password = 'correct-horse-battery'

const token: TokenRecord = {
  id: 'token-1',
  digest: digest('given-admin-token'),
  name: 'owner',
  kind: 'api',
  scopes: ['admin'],
  outlets: null,
  machineId: null,
  createdBy: 'rule:test',
  createdAt: '2026-01-20T10:00:00.000Z',
  expiresAt: null,
  lastUsedAt: null,
}

async function ready() {
  const [store, clock, revocations] = [memoryStore(), new ManualClock(Date.now()), createRevocations()]
  const dataDir = await mkdtemp(path.join(tmpdir(), 'palang-access-'))
  await addAdministrator(store, password)
  store.shelves.tokens.set(token.id, token)
  const revoked: Revocation[] = []
  revocations.listen(revocation => void revoked.push(revocation))
  const access = createAccess({ store, clock, log: silentLog(), dataDir, revocations })
  const enter = async (source?: string) => asSignedIn(await access.signIn({ email, password }, { source }))
  return { store, clock, access, revoked, enter, dataDir }
}

function asSignedIn(result: SignedIn | SecondFactorNeeded): SignedIn & { cookie: string } {
  if (!('info' in result)) throw new Error('a second factor is asked for')
  return { ...result, cookie: cookieHeader(result.cookies) }
}

/** What a browser sends back of the Set-Cookie headers it got. */
function cookieHeader(cookies: readonly string[]): string {
  return ['theme=dark', ...cookies.map(cookie => cookie.split(';')[0] ?? '')].join('; ')
}

test('a stored password opens with itself only, and an unknown user takes the same path', async () => {
  const stored = await hashPassword(password)
  expect(stored).toMatch(/^scrypt\$32768\$8\$1\$/)
  expect(stored).not.toContain(password)
  expect(await verifyPassword(password, stored)).toBe(true)
  expect(await verifyPassword(`${password} `, stored)).toBe(false)
  expect(await verifyPassword(password, undefined)).toBe(false)
  expect(await verifyPassword(password, 'plain text')).toBe(false)
  expect(new Set(Array.from({ length: 50 }, readablePassword)).size).toBe(50)
  expect(readablePassword()).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
})

test('a token is read from Bearer and from the password of Basic, and from nothing else', () => {
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
  expect(tokenOf('Bearer abc_DEF-1')).toBe('abc_DEF-1')
  expect(tokenOf('bearer  abc')).toBe('abc')
  expect(tokenOf(basic('gate_in:to:ken'))).toBe('to:ken')
  for (const wrong of [undefined, '', 'Bearer', 'Digest x', 'Bearer a b', basic('no colon'), basic('user:')])
    expect(tokenOf(wrong)).toBeUndefined()
})

test('signing in gives a cookie that authenticates until it is signed out or too old', async () => {
  const { access, clock, revoked, enter } = await ready()
  const { cookie, cookies, info } = asSignedIn(
    await access.signIn({ email: ' Admin@Palang.local', password }, { source: '10.0.0.1', userAgent: 'Firefox' }),
  )
  expect(info).toMatchObject({ actor: `user:${email}`, role: 'admin', outlets: null, user: { email, must_change_password: false } })
  expect(cookies.find(each => each.startsWith(`${cookieName}=`))).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/)
  const actor = await access.authenticate({ cookie, source: '10.0.0.1' })
  expect(actor).toMatchObject({ id: `user:${email}`, role: 'admin', source: '10.0.0.1', userId: 'user-1' })
  expect(await access.signIns(actor ?? { id: '', role: 'viewer' })).toMatchObject([{ ipAddress: '10.0.0.1', userAgent: 'Firefox' }])
  for (const forged of [cookie.replace(/=(.)/g, '=x$1'), cookie.replace(/\.[^.]*$/, ''), `${cookieName}=`, 'theme=dark'])
    expect(await access.authenticate({ cookie: forged })).toBeUndefined()
  const again = await enter()
  await access.signOut({ cookie: again.cookie })
  expect(await access.authenticate({ cookie: again.cookie })).toBeUndefined()
  expect(revoked).toHaveLength(1)
  const third = await enter()
  // From the real time: that is what the sign-in was stamped with, however long this test took.
  clock.jump(Date.now() + signInLifetimeMs + 1000)
  expect(await access.authenticate({ cookie: third.cookie })).toBeUndefined()
})

test('a changed password ends every earlier sign-in, and puts out who is connected', async () => {
  const { access, revoked, enter, store } = await ready()
  const earlier = await enter()
  const actor = await access.authenticate({ cookie: earlier.cookie })
  if (actor === undefined) throw new Error('not signed in')
  const change = (current: string) => access.changePassword(actor, { current, next: 'another-long-one' }, { source: '10.0.0.1' })
  await expect(change('wrong')).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(revoked).toEqual([])
  const { cookie } = asSignedIn(await change(password))
  expect(revoked).toEqual([{ userId: 'user-1' }])
  expect(await access.authenticate({ cookie: earlier.cookie })).toBeUndefined()
  expect(await access.authenticate({ cookie })).toMatchObject({ role: 'admin' })
  await expect(enter()).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(store.shelves.audit.map(act => act.action)).toEqual([
    'sign_in',
    'change_password_failed',
    'change_password',
    'sign_in',
    'sign_in_failed',
  ])
})

test('a password that is changed is not said to have failed because somebody guesses from the same address meanwhile', async () => {
  const { access, enter, store } = await ready()
  const actor = await access.authenticate({ cookie: (await enter()).cookie })
  if (actor === undefined) throw new Error('not signed in')
  const { transact } = store
  store.transact = async work => {
    store.transact = transact
    const guesses = Array.from({ length: 5 }, () => access.signIn({ email, password: 'a guess' }, { source: '10.0.0.1' }))
    await Promise.allSettled(guesses)
    await expect(access.signIn({ email, password }, { source: '10.0.0.1' })).rejects.toMatchObject({ code: 'rate_limited' })
    return transact(work)
  }
  const changed = await access.changePassword(actor, { current: password, next: 'another-long-one' }, { source: '10.0.0.1' })
  expect(await access.authenticate({ cookie: asSignedIn(changed).cookie })).toMatchObject({ id: `user:${email}` })
})

test('who is removed while he changes his password does not come back by it', async () => {
  const { access, enter, store } = await ready()
  const { cookie } = await enter()
  const actor = await access.authenticate({ cookie })
  if (actor === undefined) throw new Error('not signed in')
  // Removed at the last moment before the change is stored.
  const { transact } = store
  store.transact = async work => {
    await transact(tx => tx.users.remove('user-1'))
    return transact(work)
  }
  const change = access.changePassword(actor, { current: password, next: 'another-long-one' }, {})
  await expect(change).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(store.shelves.signIns.user).toEqual([])
})

test('who signs in with the old password while it is changed is not in afterwards', async () => {
  const { access, enter } = await ready()
  const first = await enter()
  const actor = await access.authenticate({ cookie: first.cookie })
  if (actor === undefined) throw new Error('not signed in')
  const changing = access.changePassword(actor, { current: password, next: 'another-long-one' }, { source: '10.0.0.1' })
  const entering = Array.from({ length: 12 }, (_, n) => access.signIn({ email, password }, { source: `10.0.3.${n}` }))
  const changed = asSignedIn(await changing)
  const entered = (await Promise.allSettled(entering)).flatMap(each => (each.status === 'fulfilled' ? [asSignedIn(each.value)] : []))
  for (const { cookie } of entered) expect(await access.authenticate({ cookie })).toBeUndefined()
  expect(await access.authenticate({ cookie: changed.cookie })).toBeDefined()
  expect((await access.signIns(actor)).length).toBe(1)
})

test('of a change of one’s password and a reset by an administrator, the one that comes first stands', async () => {
  const { access, store, clock, enter } = await ready()
  const { cookie } = await enter()
  const actor = await access.authenticate({ cookie })
  if (actor === undefined) throw new Error('not signed in')
  const users = createUsers({ store, clock, revocations: createRevocations() })
  const [own, reset] = await Promise.allSettled([
    access.changePassword(actor, { current: password, next: 'another-long-one' }, { source: '10.0.0.1' }),
    users.resetPassword({ id: 'user:other@palang.local', role: 'admin' }, 'user-1'),
  ])
  // The reset hashes once, the change checks and hashes: so the reset is first.
  expect([own.status, reset.status]).toEqual(['rejected', 'fulfilled'])
  await expect(access.signIn({ email, password: 'another-long-one' }, { source: '10.0.0.2' })).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  expect(store.shelves.signIns.user[0]).toMatchObject({ mustChangePassword: true })
})

test('the new password is another one', async () => {
  const { access, enter } = await ready()
  const actor = await access.authenticate({ cookie: (await enter()).cookie })
  if (actor === undefined) throw new Error('not signed in')
  await expect(access.changePassword(actor, { current: password, next: password }, {})).rejects.toMatchObject({ code: 'conflict' })
})

test('signing out everywhere ends every browser; one of them can be signed out alone', async () => {
  const { access, enter, revoked } = await ready()
  const browsers = [await enter('10.0.0.1'), await enter('10.0.0.2'), await enter('10.0.0.3')]
  const actor = await access.authenticate({ cookie: browsers[0]?.cookie })
  if (actor === undefined) throw new Error('not signed in')
  const who = async () => (await Promise.all(browsers.map(({ cookie }) => access.authenticate({ cookie })))).map(each => each !== undefined)
  const second = (await access.signIns(actor)).find(signIn => signIn.ipAddress === '10.0.0.2')
  await access.endSignIn(actor, second?.id ?? '')
  expect(await who()).toEqual([true, false, true])
  await expect(access.endSignIn(actor, second?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
  await access.signOutEverywhere(actor)
  expect(await who()).toEqual([false, false, false])
  expect(revoked).toEqual([{ signInId: second?.id }, { userId: 'user-1' }])
})

test('who guesses passwords has to wait longer and longer, others do not', async () => {
  const { access, clock, store } = await ready()
  const guess = (source: string, word = 'wrong') => access.signIn({ email, password: word }, { source })
  for (let i = 0; i < 5; i++) await expect(guess('10.0.0.66')).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(guess('10.0.0.66', password)).rejects.toMatchObject({ code: 'rate_limited', detail: { retry_after_s: 30 } })
  expect(await guess('10.0.0.7', password)).toMatchObject({ info: { role: 'admin' } })
  await clock.advance(30_000)
  await expect(guess('10.0.0.66')).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(guess('10.0.0.66')).rejects.toMatchObject({ code: 'rate_limited', detail: { retry_after_s: 60 } })
  await clock.advance(60_000)
  expect(await guess('10.0.0.66', password)).toMatchObject({ info: { role: 'admin' } })
  expect(store.shelves.audit.map(act => act.action).filter(action => action === 'sign_in_failed')).toHaveLength(6)
})

test('while nobody can look a password up, whoever tries the right one is not made to wait for it', async () => {
  const { store, enter } = await ready()
  const { byEmail } = store.users
  store.users.byEmail = () => Promise.reject(new CodedError('database_unavailable', 'away', { retryable: true }))
  for (let n = 0; n < 6; n++) await expect(enter('10.0.0.66')).rejects.toMatchObject({ code: 'database_unavailable' })
  store.users.byEmail = byEmail
  expect(await enter('10.0.0.66')).toMatchObject({ info: { role: 'admin' } })
})

test('a browser that is in already costs nobody at its address a try at the second factor', async () => {
  const { access, enter } = await ready()
  const { cookie } = await enter()
  for (let n = 0; n < 6; n++)
    await expect(access.confirmSignIn('123456', { cookie, source: '10.0.0.66' })).rejects.toMatchObject({ code: 'conflict' })
  await expect(access.confirmSignIn('123456', { source: '10.0.0.66' })).rejects.toMatchObject({ code: 'wrong_code' })
})

test('many guesses at once are not all let through', async () => {
  const { access } = await ready()
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, () => access.signIn({ email, password: 'wrong' }, { source: '10.0.0.66' })),
  )
  const codes = results.map(result =>
    result.status === 'rejected' && result.reason instanceof Error && 'code' in result.reason ? result.reason.code : 'in',
  )
  expect(codes.filter(code => code === 'unauthenticated')).toHaveLength(5)
  expect(codes.filter(code => code === 'rate_limited')).toHaveLength(7)
})

/** The administrator has a second factor from now on; resolves to the address his authenticator app was given. */
async function withSecondFactor({ access, enter }: Awaited<ReturnType<typeof ready>>): Promise<string> {
  const { cookie } = await enter()
  const actor = await access.authenticate({ cookie })
  if (actor === undefined) throw new Error('not signed in')
  const { uri } = await access.beginSecondFactor(actor, password, { cookie })
  await access.confirmSecondFactor(actor, totp(uri), { cookie })
  return uri
}

/** The only person there is may not come in any more, by an administrator's word. */
function keepOut({ shelves: { signIns } }: Awaited<ReturnType<typeof ready>>['store']): void {
  signIns.user = signIns.user.map(user => ({ ...user, disabledAt: '2026-01-20T10:00:00.000Z' }))
}

test('a person who may not come in any more is out at once, and his password is worth nothing', async () => {
  const { access, store, enter } = await ready()
  const { cookie } = await enter()
  keepOut(store)
  expect(await access.authenticate({ cookie })).toBeUndefined()
  await expect(enter()).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('whoever tries a person who may not come in any more learns by no code asked for that the password is right, and has to wait', async () => {
  const rig = await ready()
  await withSecondFactor(rig)
  keepOut(rig.store)
  for (let n = 0; n < 5; n++) await expect(rig.enter('10.0.0.66')).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(rig.enter('10.0.0.66')).rejects.toMatchObject({ code: 'rate_limited' })
})

test('with a second factor the password alone lets nobody in; a code or one backup code does, each once', async () => {
  const { access, enter } = await ready()
  const first = await enter()
  const actor = await access.authenticate({ cookie: first.cookie })
  if (actor === undefined) throw new Error('not signed in')
  await expect(access.beginSecondFactor(actor, 'wrong', { cookie: first.cookie })).rejects.toMatchObject({ code: 'unauthenticated' })
  const setup = await access.beginSecondFactor(actor, password, { cookie: first.cookie })
  // It does not count before a code was confirmed.
  expect(await access.signIn({ email, password }, {})).toHaveProperty('info')
  await expect(access.confirmSecondFactor(actor, '000000', { cookie: first.cookie })).rejects.toMatchObject({ code: 'wrong_code' })
  const confirmed = asSignedIn(await access.confirmSecondFactor(actor, totp(setup.uri), { cookie: first.cookie }))
  expect(confirmed.info.user).toMatchObject({ second_factor: true })

  const waiting = await access.signIn({ email, password }, {})
  expect(waiting).toMatchObject({ secondFactor: 'needed' })
  const browser = { cookie: cookieHeader(waiting.cookies), source: '10.0.0.9' }
  expect(await access.authenticate(browser)).toBeUndefined()
  await expect(access.confirmSignIn('123456', browser)).rejects.toMatchObject({ code: 'wrong_code' })
  const entered = asSignedIn(await access.confirmSignIn(totp(setup.uri), browser))
  expect(await access.authenticate({ cookie: entered.cookie })).toMatchObject({ role: 'admin' })
  await expect(access.confirmSignIn(totp(setup.uri), browser)).rejects.toMatchObject({ code: 'wrong_code' })

  // The same code again, by whoever saw it.
  const again = await access.signIn({ email, password }, {})
  await expect(access.confirmSignIn(totp(setup.uri), { cookie: cookieHeader(again.cookies) })).rejects.toMatchObject({ code: 'wrong_code' })
  await expect(access.confirmSignIn('123456', { cookie: entered.cookie })).rejects.toMatchObject({ code: 'conflict' })

  const backup = setup.backup_codes[0] ?? ''
  const byBackup = async () =>
    access.confirmSignIn(backup, { cookie: cookieHeader((await access.signIn({ email, password }, {})).cookies) })
  expect(asSignedIn(await byBackup()).info.role).toBe('admin')
  await expect(byBackup()).rejects.toMatchObject({ code: 'wrong_code' })
  const removed = await access.removeSecondFactor(actor, password, { cookie: entered.cookie })
  expect(removed.info.user).toMatchObject({ second_factor: false })
})

/** One try of the second factor, behind the right password. */
function codeTrier({ access }: Awaited<ReturnType<typeof ready>>) {
  return async (source: string, code: string) => {
    const waiting = await access.signIn({ email, password }, { source })
    return access.confirmSignIn(code, { cookie: cookieHeader(waiting.cookies), source })
  }
}

const wrongFor = (uri: string) => (totp(uri) === '000000' ? '000001' : '000000')

test('wrong codes of a second factor lock it, whatever address they come from', async () => {
  const rig = await ready()
  const [uri, tryCode] = [await withSecondFactor(rig), codeTrier(rig)]
  for (let n = 0; n < 10; n++) await expect(tryCode(`10.0.1.${n}`, wrongFor(uri))).rejects.toMatchObject({ code: 'wrong_code' })
  await expect(tryCode('10.0.2.1', totp(uri))).rejects.toMatchObject({ code: 'rate_limited' })
})

test('an address that wrong codes of second factors come from has to wait, whoever they are tried for; others do not', async () => {
  const rig = await ready()
  const [uri, tryCode] = [await withSecondFactor(rig), codeTrier(rig)]
  for (let n = 0; n < 5; n++) await expect(tryCode('10.0.1.1', wrongFor(uri))).rejects.toMatchObject({ code: 'wrong_code' })
  await expect(tryCode('10.0.1.1', totp(uri))).rejects.toMatchObject({ code: 'rate_limited' })
  expect(await tryCode('10.0.2.1', totp(uri))).toHaveProperty('info')
})

test('tokens are looked up by digest; a wrong one is not rescued by a cookie', async () => {
  const { access, store, enter, clock } = await ready()
  const { cookie } = await enter()
  expect(await access.authenticate({ authorization: 'Bearer given-admin-token' })).toEqual({
    id: 'token:owner',
    role: 'admin',
    scopes: ['admin'],
    tokenId: 'token-1',
  })
  expect(await access.authenticate({ token: 'given-admin-token' })).toMatchObject({ role: 'admin' })
  expect(await access.authenticate({ authorization: 'Bearer wrong', cookie })).toBeUndefined()
  expect(await access.authenticate({ authorization: 'Negotiate x', cookie })).toBeUndefined()
  expect(await access.authenticate({ token: token.digest })).toBeUndefined()
  expect(await access.authenticate({})).toBeUndefined()
  expect(store.shelves.tokens.get('token-1')?.lastUsedAt).not.toBeNull()
  store.shelves.tokens.set('token-1', { ...token, expiresAt: new Date(clock.now() + 1000).toISOString() })
  expect(await access.authenticate({ token: 'given-admin-token' })).toMatchObject({ role: 'admin' })
  clock.jump(clock.now() + 1000)
  expect(await access.authenticate({ token: 'given-admin-token' })).toBeUndefined()
})

test.each([
  [['read'], 'viewer'],
  [['read', 'operate'], 'operator'],
  [['metrics'], 'program'],
  [['validate'], 'program'],
  [[], 'program'],
])('a token with the scopes %j has the rights of: %s', async (scopes, role) => {
  const { access, store } = await ready()
  store.shelves.tokens.set('token-1', { ...token, scopes, outlets: ['pusat'] })
  expect(await access.authenticate({ token: 'given-admin-token' })).toMatchObject({ role, outlets: ['pusat'], scopes })
})

test("a device's token opens the broker, never the hub's own doors", async () => {
  const { access, store } = await ready()
  store.shelves.tokens.set('token-1', { ...token, kind: 'device', machineId: 'ozone-1' })
  expect(await access.authenticate({ token: 'given-admin-token' })).toBeUndefined()
})

test('the first administrator is made once, with a password shown once', async () => {
  const store = memoryStore()
  const clock = new ManualClock()
  const first = await ensureFirstAdministrator({ store, clock })
  expect(first).toMatchObject({ email, password: expect.stringMatching(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/) })
  expect(store.shelves.signIns.user[0]).toMatchObject({ role: 'admin', outlets: null, mustChangePassword: true, createdAt: isoNow(clock) })
  expect(JSON.stringify(store.shelves.signIns)).not.toContain(first?.password)
  expect(await ensureFirstAdministrator({ store, clock, password: 'other-password', token: 'late-token' })).toBeUndefined()
  expect(store.shelves.tokens.size).toBe(0)
  const given = memoryStore()
  expect(await ensureFirstAdministrator({ store: given, clock, password, token: 'first-token' })).toEqual({ email })
  expect([...given.shelves.tokens.values()]).toMatchObject([{ digest: digest('first-token'), scopes: ['admin'], kind: 'api' }])
})
