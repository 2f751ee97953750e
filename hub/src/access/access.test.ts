import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { addAdministrator } from '../edges/http/testing/fake-hub.ts'
import { memoryStore } from '../edges/http/testing/memory-store.ts'
import { createAccess, signInLifetimeMs } from './access.ts'
import { cookieName, digest, tokenOf } from './credentials.ts'
import {
  ensureFirstAdministrator,
  ensureMachineTokens,
  ensureSimulatorToken,
  firstAdministratorEmail,
  machineTokenFile,
  simulatorTokenFile,
} from './first-start.ts'
import { hashPassword, readablePassword, verifyPassword } from './password.ts'

const email = firstAdministratorEmail
const password = 'correct-horse-battery'

async function ready() {
  const [store, clock] = [memoryStore(), new ManualClock()]
  await addAdministrator(store, password)
  await store.tokens.put({
    id: digest('given-admin-token'),
    name: 'owner',
    kind: 'api',
    role: 'admin',
    machineId: null,
    createdAt: '2026-01-20T10:00:00.000Z',
    lastUsedAt: null,
  })
  return { store, clock, access: createAccess({ store, clock, log: silentLog() }) }
}

const asCookie = (value: string) => `theme=dark; ${cookieName}=${value}`

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
  const { access, clock, store } = await ready()
  const { cookie, info } = await access.signIn({ email: ' Admin@Palang.local', password, source: '10.0.0.1' })
  expect(info).toMatchObject({ actor: `user:${email}`, role: 'admin', user: { email, must_change_password: false } })
  expect(JSON.stringify([...store.shelves.signIns.values()])).not.toContain(cookie.split('.')[0])
  expect(await access.authenticate({ cookie: asCookie(cookie), source: '10.0.0.1' })).toEqual({
    id: `user:${email}`,
    role: 'admin',
    source: '10.0.0.1',
  })
  expect(await access.authenticate({ cookie: asCookie(`${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`) })).toBeUndefined()
  const again = (await access.signIn({ email, password })).cookie
  await access.signOut(asCookie(again))
  expect(await access.authenticate({ cookie: asCookie(again) })).toBeUndefined()
  const third = (await access.signIn({ email, password })).cookie
  clock.jump(clock.now() + signInLifetimeMs)
  expect(await access.authenticate({ cookie: asCookie(third) })).toBeUndefined()
})

test('a changed password ends every earlier sign-in', async () => {
  const { access } = await ready()
  const earlier = (await access.signIn({ email, password })).cookie
  const actor = await access.authenticate({ cookie: asCookie(earlier) })
  if (actor === undefined) throw new Error('not signed in')
  await expect(access.changePassword(actor, { current: 'wrong', next: 'another-long-one' })).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  const { cookie } = await access.changePassword(actor, { current: password, next: 'another-long-one' })
  expect(await access.authenticate({ cookie: asCookie(earlier) })).toBeUndefined()
  expect(await access.authenticate({ cookie: asCookie(cookie) })).toMatchObject({ role: 'admin' })
  await expect(access.signIn({ email, password })).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('who guesses passwords has to wait longer and longer, others do not', async () => {
  const { access, clock, store } = await ready()
  const guess = (source: string, word = 'wrong') => access.signIn({ email, password: word, source })
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

test('many guesses at once are not all let through', async () => {
  const { access } = await ready()
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, () => access.signIn({ email, password: 'wrong', source: '10.0.0.66' })),
  )
  const codes = results.map(result =>
    result.status === 'rejected' && result.reason instanceof Error && 'code' in result.reason ? result.reason.code : 'in',
  )
  expect(codes.filter(code => code === 'unauthenticated')).toHaveLength(5)
  expect(codes.filter(code => code === 'rate_limited')).toHaveLength(7)
})

test('tokens are looked up by digest; a wrong one is not rescued by a cookie', async () => {
  const { access, store } = await ready()
  const { cookie } = await access.signIn({ email, password })
  expect(await access.authenticate({ authorization: 'Bearer given-admin-token' })).toEqual({ id: 'token:owner', role: 'admin' })
  expect(await access.authenticate({ token: 'given-admin-token' })).toMatchObject({ role: 'admin' })
  expect(await access.authenticate({ authorization: 'Bearer wrong', cookie: asCookie(cookie) })).toBeUndefined()
  expect(await access.authenticate({ authorization: 'Negotiate x', cookie: asCookie(cookie) })).toBeUndefined()
  expect(await access.authenticate({})).toBeUndefined()
  expect(JSON.stringify([...store.shelves.tokens.values()])).not.toContain('given-admin-token')
  expect([...store.shelves.tokens.values()][0]?.lastUsedAt).not.toBeNull()
})

test('the first administrator is made once, with a password shown once', async () => {
  const store = memoryStore()
  const first = await ensureFirstAdministrator({ store })
  expect(first).toMatchObject({ email, password: expect.stringMatching(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/) })
  expect([...store.shelves.users.values()][0]).toMatchObject({ role: 'admin', mustChangePassword: true })
  expect(await ensureFirstAdministrator({ store, password: 'other-password', token: 'late-token' })).toBeUndefined()
  expect(store.shelves.tokens.size).toBe(0)
  const given = memoryStore()
  expect(await ensureFirstAdministrator({ store: given, password, token: 'first-token' })).toEqual({ email })
  expect([...given.shelves.tokens.values()]).toMatchObject([{ id: digest('first-token'), role: 'admin', kind: 'api' }])
})

test('each machine gets its own token in a file of its own; a lost file means a new token', async () => {
  const [store, data] = [memoryStore(), await mkdtemp(path.join(tmpdir(), 'palang-secrets-'))]
  const access = createAccess({ store, clock: new ManualClock(), log: silentLog() })
  const ensure = () => ensureMachineTokens(store, data, ['gate_in', 'gate_out'])
  const secret = async () => (await readFile(machineTokenFile(data, 'gate_in'), 'utf8')).trim()
  await ensure()
  const first = await secret()
  expect(first).toMatch(/^[\w-]{43}$/)
  if (process.platform !== 'win32') expect((await stat(machineTokenFile(data, 'gate_in'))).mode & 0o777).toBe(0o600)
  expect(await access.authenticate({ authorization: `Bearer ${first}` })).toEqual({
    id: 'machine:gate_in',
    role: 'machine',
    machineId: 'gate_in',
  })
  await ensure()
  expect(await secret()).toBe(first)
  expect(store.shelves.tokens.size).toBe(2)
  await rm(machineTokenFile(data, 'gate_in'))
  await ensure()
  expect(await secret()).not.toBe(first)
  expect(await access.authenticate({ authorization: `Bearer ${first}` })).toBeUndefined()
  await writeFile(machineTokenFile(data, 'gate_in'), `${first}\n`)
  await ensure()
  expect(await access.authenticate({ authorization: `Bearer ${first}` })).toMatchObject({ machineId: 'gate_in' })
  await ensureSimulatorToken(store, data)
  const simulator = (await readFile(simulatorTokenFile(data), 'utf8')).trim()
  expect(await access.authenticate({ token: simulator })).toEqual({ id: 'token:simulator', role: 'operator' })
})
