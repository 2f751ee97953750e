/** What somebody with a cookie or token that is not his, or a page that is not ours, can do: nothing. */
import { expect, test } from 'vitest'
import { firstAdministratorEmail as email } from '../../access/first-start.ts'
import { browserAt, type Browser } from './testing/browser.ts'
import { addAdministrator, fakeHub, tokens } from './testing/fake-hub.ts'

const password = 'correct-horse-battery'
const cookieName = 'palang_session'

async function ready(options: Parameters<typeof fakeHub>[0] = {}) {
  const hub = await fakeHub(options)
  await addAdministrator(hub.store, password)
  const owner = browserAt(hub)
  const signedIn = await owner.signIn(email, password)
  return { hub, owner, signedIn }
}

type Hub = Awaited<ReturnType<typeof fakeHub>>

/** The answer to whoever comes with this Cookie header. */
const withCookie = async (hub: Hub, cookie: string) =>
  (await hub.call('GET', '/api/auth/session', { as: undefined, headers: { cookie } })).status

/** A second browser of the administrator, who has to act in it. */
async function another(hub: Hub): Promise<Browser> {
  const browser = browserAt(hub)
  await browser.signIn(email, password)
  return browser
}

test.each([
  ['directly', {}, false],
  ['behind TLS', { 'x-forwarded-proto': 'https' }, true],
])('the cookie is for this host and its pages only, hidden from scripts: %s', async (_name, headers, isSecure) => {
  const { hub } = await ready()
  const answers = [
    await hub.call('POST', '/api/auth/sign-in', { as: undefined, json: { email, password }, headers }),
    await hub.call('POST', '/api/auth/sign-out', { as: undefined, headers }),
  ]
  for (const answer of answers) {
    const cookies = answer.headers.getSetCookie().filter(each => each.startsWith(`${cookieName}=`))
    expect(cookies).toHaveLength(1)
    const attributes = (cookies[0] ?? '').toLowerCase().split('; ').slice(1)
    expect(attributes).toEqual(expect.arrayContaining(['path=/', 'httponly', 'samesite=lax']))
    expect(attributes.includes('secure')).toBe(isSecure)
    expect(attributes.filter(each => each.startsWith('domain'))).toEqual([])
  }
})

test('a cookie planted before the sign-in is worth nothing after it', async () => {
  const { hub, owner } = await ready()
  const planted = [`${cookieName}=chosen-by-the-thief`, owner.cookie().replace(/=[^.%]*/, '=chosen')]
  for (const cookie of planted) {
    const browser = browserAt(hub)
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(cookie) ?? []
    browser.jar.set(name, value)
    expect((await browser.signIn(email, password)).status).toBe(200)
    expect(browser.cookie()).not.toContain('chosen')
    expect(await withCookie(hub, cookie)).toBe(401)
    expect((await browser.call('GET', '/api/auth/session')).status).toBe(200)
  }
})

test('signing in over a cookie that is good gives another, and the next sign-in another still', async () => {
  const { hub, owner } = await ready()
  const before = owner.cookie()
  await owner.signIn(email, password)
  expect(owner.cookie()).not.toBe(before)
  expect((await another(hub)).cookie()).not.toBe(owner.cookie())
})

test.each([
  ['its owner signed out', (owner: Browser) => owner.call('POST', '/api/auth/sign-out')],
  ['its owner signed out everywhere', async (_: Browser, hub: Hub) => (await another(hub)).call('POST', '/api/auth/sign-out-everywhere')],
  [
    'its owner changed his password',
    (owner: Browser) => owner.call('POST', '/api/auth/change-password', { current_password: password, new_password: 'long-enough-now' }),
  ],
  ['his password was reset', (_: Browser, hub: Hub) => hub.call('POST', '/api/auth/users/user-1/reset-password', { as: 'admin' })],
  ['he was signed out by another', (_: Browser, hub: Hub) => hub.call('POST', '/api/auth/users/user-1/sign-out', { as: 'admin' })],
  [
    'he was kept out',
    async (_: Browser, hub: Hub) => {
      await hub.entrance.users.add({ id: 'rule:test', role: 'admin' }, { email: 'b@palang.local', name: 'B', role: 'admin', outlets: null })
      return hub.call('PATCH', '/api/auth/users/user-1', { as: 'admin', json: { disabled: true } })
    },
  ],
  [
    'he was removed',
    async (_: Browser, hub: Hub) => {
      await hub.entrance.users.add({ id: 'rule:test', role: 'admin' }, { email: 'b@palang.local', name: 'B', role: 'admin', outlets: null })
      return hub.call('DELETE', '/api/auth/users/user-1', { as: 'admin' })
    },
  ],
])('a stolen cookie opens nothing once %s', async (_name, happens) => {
  const { hub, owner } = await ready()
  const stolen = owner.cookie()
  expect(await withCookie(hub, stolen)).toBe(200)
  expect((await happens(owner, hub)).status).toBeLessThan(300)
  expect(await withCookie(hub, stolen)).toBe(401)
  const act = { as: undefined, json: { action: 'open' }, headers: { cookie: stolen, 'sec-fetch-site': 'same-origin' } }
  expect((await hub.call('POST', '/api/gate/control/gate_in', act)).status).toBe(401)
  expect(hub.fleet.sent).toEqual([])
})

test('who was let in again does not come back with the cookie of before', async () => {
  const { hub, owner } = await ready()
  const actor = { id: 'rule:test', role: 'admin' } as const
  await hub.entrance.users.add(actor, { email: 'b@palang.local', name: 'B', role: 'admin', outlets: null })
  await hub.entrance.users.change(actor, 'user-1', { disabled: true })
  await hub.entrance.users.change(actor, 'user-1', { disabled: false })
  expect(await withCookie(hub, owner.cookie())).toBe(401)
})

test('a cookie that was changed in any place is refused', async () => {
  const { hub, owner } = await ready()
  const value = decodeURIComponent(owner.jar.get(cookieName) ?? '')
  const dot = value.lastIndexOf('.')
  const [id, signature] = [value.slice(0, dot), value.slice(dot + 1)]
  const other = decodeURIComponent((await another(hub)).jar.get(cookieName) ?? '')
  const flipped = (text: string, at: number) => `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
  const forged = [
    ...[0, Math.floor(id.length / 2), id.length - 1].map(at => `${flipped(id, at)}.${signature}`),
    ...[0, Math.floor(signature.length / 2)].map(at => `${id}.${flipped(signature, at)}`),
    `${id}.${other.slice(other.lastIndexOf('.') + 1)}`,
    id,
    `${id}.`,
    `.${signature}`,
    `${id}.${signature}.${signature}`,
    'null',
    '',
  ]
  for (const each of forged) expect([each, await withCookie(hub, `${cookieName}=${encodeURIComponent(each)}`)]).toEqual([each, 401])
  expect(await withCookie(hub, `${cookieName}=${encodeURIComponent(value)}`)).toBe(200)
  // What the database holds of a sign-in is no cookie either.
  for (const { token } of hub.store.shelves.signIns.signIn as { id: string; userId: string; token: string }[])
    expect(await withCookie(hub, `${cookieName}=${token}`)).toBe(401)
})

test('a cookie of one hub opens no other, not even one with the same people and sign-ins', async () => {
  const { hub, owner } = await ready()
  const hubWith = async (dataDir?: string) => {
    const other = await fakeHub(dataDir === undefined ? {} : { dataDir })
    await addAdministrator(other.store, password)
    other.store.shelves.signIns.signIn.push(...hub.store.shelves.signIns.signIn)
    return other
  }
  expect(await withCookie(await hubWith(), owner.cookie())).toBe(401)
  // It is the data folder that makes the difference.
  expect(await withCookie(await hubWith(hub.dataDir), owner.cookie())).toBe(200)
})

test('a token in the address is no login', async () => {
  const { hub, owner } = await ready()
  const value = owner.jar.get(cookieName) ?? ''
  for (const name of ['token', 'access_token', 'authorization', 'auth', 'api_key', cookieName]) {
    for (const secret of [tokens.admin, `Bearer%20${tokens.admin}`, value])
      expect((await hub.call('GET', `/api/status?${name}=${secret}`, { as: undefined })).status).toBe(401)
  }
})

test('a token is not taken from another header, nor a cookie from Authorization', async () => {
  const { hub, owner } = await ready()
  const status = async (headers: Record<string, string>) => (await hub.call('GET', '/api/status', { as: undefined, headers })).status
  expect(await status({ 'x-api-key': tokens.admin })).toBe(401)
  expect(await status({ cookie: `${cookieName}=${tokens.admin}` })).toBe(401)
  expect(await status({ authorization: `Bearer ${decodeURIComponent(owner.jar.get(cookieName) ?? '')}` })).toBe(401)
  expect(await status({ authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}` })).toBe(401)
})

const open = { action: 'open' }
const gate = 'http://hub.local/api/gate/control/gate_in'

test.each([
  ['no word of where it comes from', {}],
  ['an empty Authorization header instead', { authorization: '' }],
  ['an Authorization header of spaces instead', { authorization: '   ' }],
  ['a foreign Origin', { origin: 'http://evil.example' }],
  ['a foreign Origin and an empty Authorization header', { origin: 'http://evil.example', authorization: '' }],
  ['the Origin null', { origin: 'null' }],
  ['an empty Origin', { origin: '' }],
  ['an Origin that only begins like ours', { origin: 'http://hub.local.evil.example' }],
  ['our host on another port', { origin: 'http://hub.local:8080' }],
  ['sec-fetch-site cross-site', { 'sec-fetch-site': 'cross-site' }],
  ['sec-fetch-site same-site', { 'sec-fetch-site': 'same-site' }],
  ['sec-fetch-site nonsense', { 'sec-fetch-site': 'SAME-ORIGIN, none' }],
  ['sec-fetch-site cross-site, though the Origin is ours', { 'sec-fetch-site': 'cross-site', origin: 'http://hub.local' }],
  ['a Referer of ours only', { referer: 'http://hub.local/' }],
  ['a listed origin', { origin: 'https://office.example', 'sec-fetch-site': 'same-site' }],
  ['a listed origin and an empty Authorization header', { origin: 'https://office.example', authorization: '' }],
] as const)('a change by cookie is refused with %s', async (_name, headers) => {
  const { hub, owner } = await ready({ cors: ['https://office.example'] })
  const call = { as: undefined, json: open, headers: { cookie: owner.cookie(), host: 'hub.local', ...headers } }
  expect((await hub.call('POST', gate, call)).status).toBe(403)
  expect(hub.fleet.sent).toEqual([])
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain; application/json'])(
  'a form’s body (%s), which a page may send anywhere, changes nothing',
  async type => {
    const { hub, owner } = await ready()
    for (const from of ['same-origin', 'cross-site']) {
      const headers = { cookie: owner.cookie(), 'content-type': type, 'sec-fetch-site': from }
      const { status } = await hub.call('POST', '/api/gate/control/gate_in', { as: undefined, body: JSON.stringify(open), headers })
      expect([from, status]).toEqual([from, from === 'same-origin' ? 415 : 403])
    }
    expect(hub.fleet.sent).toEqual([])
  },
)

test('a method is the one that was used, whatever a header or parameter says', async () => {
  const { hub, owner } = await ready()
  const wanted = 'DELETE'
  const headers = {
    cookie: owner.cookie(),
    'x-http-method-override': wanted,
    'x-http-method': wanted,
    'x-method-override': wanted,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const before = hub.store.shelves.tokens.size
  const asked = await hub.call('GET', `/api/tokens/viewer?_method=${wanted}`, { as: undefined, headers })
  const posted = await hub.call('POST', `/api/tokens/viewer?_method=${wanted}`, { as: undefined, headers, body: `_method=${wanted}` })
  expect([asked.status, posted.status]).toEqual([405, 403])
  expect(hub.store.shelves.tokens.size).toBe(before)
})

test('no page elsewhere signs a browser in or out, or ends a second step', async () => {
  const { hub, owner } = await ready()
  const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const posts = [
    ['/api/auth/sign-in', { email, password }],
    ['/api/auth/second-factor', { code: '123456' }],
    ['/api/auth/sign-out', undefined],
    ['/api/auth/sign-out-everywhere', undefined],
  ] as const
  for (const [url, json] of posts) {
    const { status, headers: answered } = await owner.call('POST', url, json, headers)
    expect([url, status, answered.getSetCookie()]).toEqual([url, 403, []])
  }
  expect(await withCookie(hub, owner.cookie())).toBe(200)
})
