import { expect, test } from 'vitest'
import { firstAdministratorEmail } from '../../access/first-start.ts'
import { addAdministrator, fakeHub } from './testing/fake-hub.ts'

const password = 'correct-horse-battery'

async function signedIn() {
  const hub = await fakeHub()
  await addAdministrator(hub.store, password)
  const answer = await hub.call('POST', '/api/auth/sign-in', { as: undefined, json: { email: firstAdministratorEmail, password } })
  const setCookie = answer.headers.get('set-cookie') ?? ''
  return { ...hub, answer, setCookie, cookie: setCookie.split(';')[0] ?? '' }
}

test('signing in sets a cookie no script can read, and the session tells who it is', async () => {
  const { call, answer, setCookie, cookie } = await signedIn()
  expect(answer.json).toMatchObject({ role: 'admin', user: { email: firstAdministratorEmail } })
  expect(setCookie).toMatch(/HttpOnly/)
  expect(setCookie).toMatch(/SameSite=Lax/)
  expect(setCookie).not.toMatch(/Secure/)
  expect((await call('GET', '/api/auth/session', { as: undefined, headers: { cookie } })).json).toMatchObject({
    actor: `user:${firstAdministratorEmail}`,
  })
  expect((await call('GET', '/api/status', { as: undefined, headers: { cookie } })).status).toBe(200)
  expect((await call('GET', '/api/auth/session', { as: 'gate_in' })).json).toEqual({
    actor: 'machine:gate_in',
    role: 'machine',
    outlets: null,
    machine_id: 'gate_in',
  })
})

test('behind TLS the cookie is for TLS only', async () => {
  const { call } = await signedIn()
  const answer = await call('POST', '/api/auth/sign-in', {
    as: undefined,
    json: { email: firstAdministratorEmail, password },
    headers: { 'x-forwarded-proto': 'https' },
  })
  expect(answer.headers.get('set-cookie')).toMatch(/Secure/)
  expect(answer.headers.get('strict-transport-security')).toMatch(/max-age/)
})

test('wrong passwords answer 401, then 429 with how long to wait', async () => {
  const { call } = await signedIn()
  const guess = () => call('POST', '/api/auth/sign-in', { as: undefined, json: { email: firstAdministratorEmail, password: 'wrong' } })
  for (let i = 0; i < 5; i++) expect((await guess()).json).toMatchObject({ code: 'unauthenticated' })
  const blocked = await guess()
  expect(blocked.json).toMatchObject({ code: 'rate_limited', status: 429 })
  expect(blocked.headers.get('retry-after')).toBe('30')
})

test('a change by cookie must come from the console itself; a token needs no such proof', async () => {
  const { call, cookie } = await signedIn()
  const open = (headers: Record<string, string>) =>
    call('POST', 'http://hub.local/api/gate/control/gate_in', {
      as: undefined,
      json: { action: 'open' },
      headers: { cookie, host: 'hub.local', ...headers },
    })
  expect((await open({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  expect((await open({ origin: 'http://hub.local' })).status).toBe(200)
  for (const headers of [
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://evil.example' },
    { origin: 'null' },
  ]) {
    expect([headers, (await open(headers as Record<string, string>)).status]).toEqual([headers, 403])
  }
  expect((await call('POST', '/api/gate/control/gate_in', { json: { action: 'open' } })).status).toBe(200)
})

test('signing out ends the cookie, also when it is over already', async () => {
  const { call, cookie } = await signedIn()
  const ours = { cookie, 'sec-fetch-site': 'same-origin' }
  const out = await call('POST', '/api/auth/sign-out', { as: undefined, headers: ours })
  expect(out.status).toBe(204)
  expect(out.headers.get('set-cookie')).toMatch(/Max-Age=0/)
  expect((await call('GET', '/api/auth/session', { as: undefined, headers: { cookie } })).status).toBe(401)
  expect((await call('POST', '/api/auth/sign-out', { as: undefined, headers: ours })).status).toBe(204)
})

test('the own password is changed with the old one, and must be long', async () => {
  const { call, cookie } = await signedIn()
  const change = (json: unknown) =>
    call('POST', '/api/auth/change-password', { as: undefined, json, headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  expect((await change({ current_password: password, new_password: 'short' })).json).toMatchObject({ errors: [{ path: 'new_password' }] })
  expect((await change({ current_password: 'wrong', new_password: 'long-enough-now' })).status).toBe(401)
  const changed = await change({ current_password: password, new_password: 'long-enough-now' })
  expect(changed.json).toMatchObject({ user: { must_change_password: false } })
  expect(changed.headers.get('set-cookie')).toContain('palang_session=')
  expect(
    (await call('POST', '/api/auth/change-password', { json: { current_password: 'x', new_password: 'long-enough-now' } })).status,
  ).toBe(403)
})
