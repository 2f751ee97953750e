/** People, their second factor, tokens and enrolment, through the routes and with the cookies a browser really holds. */
import { expect, test } from 'vitest'
import { firstAdministratorEmail as email } from '../../access/first-start.ts'
import { totp } from '../../access/testing/totp.ts'
import { browserAt } from './testing/browser.ts'
import { addAdministrator, fakeHub, tokens } from './testing/fake-hub.ts'

const password = 'correct-horse-battery'
const sari = { email: 'sari@palang.local', name: 'Sari', role: 'operator' }
const hisPassword = 'given-by-the-boss'

/** A hub at which an administrator is signed in. */
async function ready() {
  const hub = await fakeHub()
  await addAdministrator(hub.store, password)
  const admin = browserAt(hub)
  expect((await admin.signIn(email, password)).status).toBe(200)
  return { hub, admin }
}

type Ready = Awaited<ReturnType<typeof ready>>

/** Sari, let in by the administrator, who has signed in with the password she was given. */
async function newcomer({ hub, admin }: Ready, over: Record<string, unknown> = {}) {
  const added = await admin.call('POST', '/api/auth/users', { ...sari, password: hisPassword, ...over })
  expect(added.status).toBe(201)
  const browser = browserAt(hub)
  expect((await browser.signIn(sari.email, hisPassword)).status).toBe(200)
  return { id: (added.json['user'] as { id: string }).id, browser }
}

async function settled(at: Ready, over: Record<string, unknown> = {}) {
  const { id, browser } = await newcomer(at, over)
  const change = { current_password: hisPassword, new_password: password }
  expect((await browser.call('POST', '/api/auth/change-password', change)).status).toBe(200)
  return { id, browser }
}

/** What may be done with a password that has to be changed first; the rest of `/api` is closed. */
const openBeforeChange = [
  'GET /api/auth/session',
  'POST /api/auth/sign-in',
  'POST /api/auth/sign-out',
  'POST /api/auth/sign-out-everywhere',
  'POST /api/auth/second-factor',
  'POST /api/auth/change-password',
]

test('who has to change his password can do nothing else, on any route', async () => {
  const at = await ready()
  const { browser } = await newcomer(at, { role: 'admin' })
  const routes = at.hub.app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'))
  expect(routes.length).toBeGreaterThan(60)
  const closed = routes.map(({ method, path }) => `${method} ${path}`).filter(route => !openBeforeChange.includes(route))
  for (const route of closed) {
    const [method = '', path = ''] = route.split(' ')
    const url = path.replaceAll(/:\w+/g, 'gate_in')
    for (const asked of [url, `${url}/`]) {
      const { status, json } = await browser.call(method, asked, method === 'GET' ? undefined : { action: 'open' })
      expect([asked, status, json['code']]).toEqual([asked, 403, 'password_change_needed'])
    }
  }
  expect(at.hub.fleet.sent).toEqual([])
  expect((await browser.call('GET', '/api/auth/session')).json).toMatchObject({ user: { must_change_password: true } })
  const changed = await browser.call('POST', '/api/auth/change-password', { current_password: hisPassword, new_password: password })
  expect(changed.json).toMatchObject({ user: { must_change_password: false } })
  expect((await browser.call('GET', '/api/status')).status).toBe(200)
})

test('who has to change his password may still sign out, here and everywhere', async () => {
  const at = await ready()
  const { browser } = await newcomer(at)
  const other = browserAt(at.hub)
  await other.signIn(sari.email, hisPassword)
  expect((await other.call('POST', '/api/auth/sign-out')).status).toBe(204)
  expect((await browser.call('POST', '/api/auth/sign-out-everywhere')).status).toBe(204)
  expect((await browser.call('GET', '/api/auth/session')).status).toBe(401)
})

test('a second factor is added, asked for after the password, and taken away again', async () => {
  const { hub, admin } = await ready()
  expect((await admin.call('POST', '/api/auth/totp', { password: 'wrong' })).status).toBe(401)
  const { json: setup } = await admin.call('POST', '/api/auth/totp', { password })
  const uri = String(setup['uri'])
  expect((await admin.call('POST', '/api/auth/totp/confirm', { code: '00000x' })).json).toMatchObject({ code: 'wrong_code' })
  const confirmed = await admin.call('POST', '/api/auth/totp/confirm', { code: totp(uri) })
  expect(confirmed.json).toMatchObject({ user: { second_factor: true } })

  const browser = browserAt(hub)
  const waiting = await browser.signIn(email, password)
  expect([waiting.status, waiting.json]).toEqual([202, { second_factor: 'needed' }])
  for (const cookie of waiting.headers.getSetCookie()) expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/)
  expect((await browser.call('GET', '/api/status')).status).toBe(401)
  const wrong = await browser.call('POST', '/api/auth/second-factor', { code: 'AAAAA-BBBBB' })
  expect([wrong.status, wrong.json['code']]).toEqual([401, 'wrong_code'])
  expect((await browser.call('GET', '/api/status')).status).toBe(401)
  const entered = await browser.call('POST', '/api/auth/second-factor', { code: ` ${totp(uri).slice(0, 3)} ${totp(uri).slice(3)} ` })
  expect([entered.status, entered.json['role']]).toEqual([200, 'admin'])
  expect((await browser.call('GET', '/api/status')).status).toBe(200)

  expect((await browser.call('POST', '/api/auth/totp', { password })).json).toMatchObject({ code: 'conflict' })
  expect((await browser.call('POST', '/api/auth/totp/remove', { password: 'wrong' })).status).toBe(401)
  const removed = await browser.call('POST', '/api/auth/totp/remove', { password })
  expect(removed.json).toMatchObject({ user: { second_factor: false } })
  expect((await browserAt(hub).signIn(email, password)).status).toBe(200)
  expect(hub.store.shelves.audit.map(act => act.action)).toEqual([
    'sign_in',
    'begin_second_factor',
    'begin_second_factor_failed',
    'begin_second_factor',
    'add_second_factor',
    'add_second_factor_failed',
    'add_second_factor',
    'sign_in_failed',
    'sign_in',
    'begin_second_factor',
    'begin_second_factor_failed',
    'remove_second_factor',
    'remove_second_factor_failed',
    'remove_second_factor',
    'sign_in',
  ])
})

test('the code of the second factor without a password before it is worth nothing', async () => {
  const { hub, admin } = await ready()
  const uri = String((await admin.call('POST', '/api/auth/totp', { password })).json['uri'])
  await admin.call('POST', '/api/auth/totp/confirm', { code: totp(uri) })
  const stranger = browserAt(hub)
  expect((await stranger.call('POST', '/api/auth/second-factor', { code: totp(uri) })).json).toMatchObject({ code: 'wrong_code' })
  expect((await stranger.call('GET', '/api/auth/session')).status).toBe(401)
})

test.each(['/api/auth/totp', '/api/auth/totp/remove'])('%s is no way to guess the password with a stolen cookie', async route => {
  const { admin } = await ready()
  for (let n = 0; n < 5; n++) expect((await admin.call('POST', route, { password: 'guess' })).status).toBe(401)
  const { status, headers } = await admin.call('POST', route, { password })
  expect([status, headers.get('retry-after')]).toEqual([429, '30'])
})

test('the browsers one is signed in with are listed and can be signed out, others’ not', async () => {
  const at = await ready()
  const { browser: sarisBrowser } = await settled(at)
  const [first, second] = [at.admin, browserAt(at.hub)]
  await second.call('POST', '/api/auth/sign-in', { email, password }, { 'user-agent': 'Other/1.0' })
  const list = async (who = first) =>
    (await who.call('GET', '/api/auth/sign-ins')).json['items'] as { id: string; current: boolean; browser: string | null }[]
  const others = (await list()).filter(({ current }) => !current)
  expect(others).toMatchObject([{ browser: 'Other/1.0' }])
  const [hers] = await list(sarisBrowser)
  expect((await first.call('DELETE', `/api/auth/sign-ins/${hers?.id}`)).status).toBe(404)
  expect((await sarisBrowser.call('GET', '/api/status')).status).toBe(200)
  expect((await first.call('DELETE', `/api/auth/sign-ins/${others[0]?.id}`)).status).toBe(204)
  expect((await second.call('GET', '/api/auth/session')).status).toBe(401)
  expect((await first.call('GET', '/api/auth/session')).status).toBe(200)
})

test('signing out everywhere ends every browser of the person and nobody else’s', async () => {
  const at = await ready()
  const { browser: sarisBrowser } = await settled(at)
  const second = browserAt(at.hub)
  await second.signIn(email, password)
  expect((await second.call('POST', '/api/auth/sign-out-everywhere')).status).toBe(204)
  expect(second.jar.has('palang_session')).toBe(false)
  for (const browser of [at.admin, second]) expect((await browser.call('GET', '/api/auth/session')).status).toBe(401)
  expect((await sarisBrowser.call('GET', '/api/auth/session')).status).toBe(200)
})

test('people are let in, changed and removed by an administrator; no answer holds a hash', async () => {
  const at = await ready()
  const { hub, admin } = at
  const { id, browser } = await settled(at)
  const answers = [
    await admin.call('GET', '/api/auth/users'),
    await admin.call('PATCH', `/api/auth/users/${id}`, { role: 'viewer', outlets: ['pusat'] }),
    await admin.call('POST', `/api/auth/users/${id}/remove-second-factor`),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(answers[1]?.json).toMatchObject({ role: 'viewer', outlets: ['pusat'], email: sari.email })
  expect(JSON.stringify(answers.map(({ json }) => json))).not.toMatch(/scrypt|"password"/)
  // What she may do has changed at once, without signing in again.
  expect((await browser.call('POST', '/api/gate/control/gate_in', { action: 'open' })).status).toBe(403)
  expect((await browser.call('GET', '/api/auth/session')).json).toMatchObject({ role: 'viewer', outlets: ['pusat'] })
  const reset = await admin.call('POST', `/api/auth/users/${id}/reset-password`)
  expect(reset.json['password']).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
  expect((await browser.call('GET', '/api/auth/session')).status).toBe(401)
  expect((await browserAt(hub).signIn(sari.email, String(reset.json['password']))).json).toMatchObject({
    user: { must_change_password: true },
  })
  expect((await admin.call('DELETE', `/api/auth/users/${id}`)).status).toBe(204)
  expect((await admin.call('DELETE', `/api/auth/users/${id}`)).status).toBe(404)
})

test.each([
  ['an e-mail that is none', { email: 'sari' }, 'email'],
  ['a short password', { password: 'short' }, 'password'],
  ['a role nobody knows', { role: 'owner' }, 'role'],
  ['no outlet at all', { outlets: [] }, 'outlets'],
])('a person with %s is refused', async (_name, over, path) => {
  const { hub, admin } = await ready()
  const { status, json } = await admin.call('POST', '/api/auth/users', { ...sari, ...over })
  expect([status, json['errors']]).toMatchObject([400, [{ path }]])
  expect(hub.store.shelves.signIns.user).toHaveLength(1)
})

test('the last administrator stays, and a taken e-mail is refused', async () => {
  const { admin } = await ready()
  expect((await admin.call('PATCH', '/api/auth/users/user-1', { disabled: true })).status).toBe(409)
  expect((await admin.call('DELETE', '/api/auth/users/user-1')).status).toBe(409)
  expect((await admin.call('PATCH', '/api/auth/users/user-1', {})).status).toBe(400)
  expect((await admin.call('POST', '/api/auth/users', { ...sari, email: email.toUpperCase() })).status).toBe(409)
})

test('a token opens what its scopes name until it is revoked or too old', async () => {
  const { hub, admin } = await ready()
  const { status, json } = await admin.call('POST', '/api/tokens', { kind: 'api', name: 'till', scopes: ['read'], expires_in_days: 1 })
  expect(status).toBe(201)
  const { token, secret } = json as { token: { id: string }; secret: string }
  const read = async () => (await hub.call('GET', '/api/status', { as: undefined, headers: { authorization: `Bearer ${secret}` } })).status
  const act = { as: undefined, json: { action: 'open' }, headers: { authorization: `Bearer ${secret}` } }
  expect([await read(), (await hub.call('POST', '/api/gate/control/gate_in', act)).status]).toEqual([200, 403])
  expect(JSON.stringify((await admin.call('GET', '/api/tokens')).json)).not.toContain(secret)
  hub.clock.jump(hub.clock.now() + 24 * 3_600_000)
  expect(await read()).toBe(401)
  hub.clock.jump(hub.clock.now() - 1000)
  expect(await read()).toBe(200)
  expect((await admin.call('DELETE', `/api/tokens/${token.id}`)).status).toBe(204)
  expect(await read()).toBe(401)
  expect((await admin.call('DELETE', `/api/tokens/${token.id}`)).status).toBe(404)
})

test('a machine token is made by enrolment only', async () => {
  const { admin } = await ready()
  const machine = { kind: 'machine', name: 'gate_in', machine_id: 'gate_in', scopes: ['admin'] }
  expect((await admin.call('POST', '/api/tokens', machine)).status).toBe(400)
})

test('a machine is enrolled with a code, once, without a login', async () => {
  const { hub, admin } = await ready()
  const made = await admin.call('POST', '/api/v1/machines/gate_out/activation')
  expect([made.status, made.json['machine_id']]).toEqual([201, 'gate_out'])
  const enroll = (json: unknown, headers = {}) => hub.call('POST', '/api/enroll', { as: undefined, json, headers })
  const code = String(made.json['code'])
  expect((await enroll({ code, machine_id: 'gate_in' })).status).toBe(401)
  expect((await enroll({ code }, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  const { status, json } = await enroll({ code, machine_id: 'gate_out' })
  expect([status, json['machine_id']]).toEqual([201, 'gate_out'])
  const bearer = { as: undefined, headers: { authorization: `Bearer ${String(json['token'])}` } }
  expect((await hub.call('GET', '/api/auth/session', bearer)).json).toMatchObject({ actor: 'machine:gate_out', role: 'machine' })
  // The token it had until now.
  expect((await hub.call('GET', '/api/parking/capacity', { as: 'gate_out' })).status).toBe(401)
  expect((await hub.call('GET', '/api/parking/capacity', { as: 'gate_in' })).status).toBe(200)
  expect((await enroll({ code, machine_id: 'gate_out' })).json).toMatchObject({ code: 'unauthenticated' })
  expect((await admin.call('POST', '/api/v1/machines/gate_9/activation')).json).toMatchObject({ code: 'unknown_machine' })
})

test('who guesses activation codes is told how long to wait', async () => {
  const { hub } = await ready()
  const guess = () => hub.call('POST', '/api/enroll', { as: undefined, json: { code: 'aaaa-bbbb-cccc-dddd' } })
  for (let n = 0; n < 5; n++) expect((await guess()).status).toBe(401)
  const { status, headers, json } = await guess()
  expect([status, headers.get('retry-after'), json['code']]).toEqual([429, '30', 'rate_limited'])
})

test('a renewed machine token reaches the machine and nobody else', async () => {
  const { hub, admin } = await ready()
  const answer = await admin.call('POST', '/api/v1/machines/gate_out/renew-token')
  const [{ machineId, secret } = { machineId: '', secret: '' }] = hub.fleet.delivered
  expect([answer.status, machineId]).toEqual([200, 'gate_out'])
  expect(JSON.stringify(answer.json)).not.toContain(secret)
  const whose = async (token: string) =>
    (await hub.call('GET', '/api/auth/session', { as: undefined, headers: { authorization: `Bearer ${token}` } })).json['actor']
  expect([await whose(secret), await whose(tokens.gate_out)]).toEqual(['machine:gate_out', undefined])
  hub.fleet.offline.add('gate_out')
  expect((await admin.call('POST', '/api/v1/machines/gate_out/renew-token')).json).toMatchObject({ code: 'machine_offline' })
  expect(hub.store.shelves.tokens.size).toBe(Object.keys(tokens).length)
})
