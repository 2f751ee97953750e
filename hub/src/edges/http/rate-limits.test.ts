import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { budgets } from './rate-limits.ts'
import { fakeHub, tokens } from './testing/fake-hub.ts'
import { tokenBuckets } from './token-buckets.ts'

type Hub = Awaited<ReturnType<typeof fakeHub>>

/** A request from an address, as a token of the fake hub, or with headers of its own. */
function ask(hub: Hub, from: string, as?: keyof typeof tokens, path = '/api/parking/capacity', init: RequestInit = {}) {
  const headers = { ...(as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` }), ...(init.headers as Record<string, string>) }
  return hub.app.request(path, { ...init, headers }, { incoming: { socket: { remoteAddress: from } } })
}

/** How many of `count` requests were let through. */
async function letThrough(count: number, one: () => Response | Promise<Response>): Promise<number> {
  let passed = 0
  for (let i = 0; i < count; i++) if ((await one()).status !== 429) passed += 1
  return passed
}

test('a flood of one token is answered 429 with the time to wait, and stops neither another token nor the same one later', async () => {
  const hub = await fakeHub()
  const { burst, perSecond } = budgets.programReads
  expect(await letThrough(burst + 5, () => ask(hub, '192.0.2.7', 'viewer'))).toBe(burst)
  const refused = await ask(hub, '192.0.2.7', 'viewer')
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(await refused.json()).toMatchObject({ code: 'rate_limited', retryable: true, retry_after_s: 1 })
  expect((await ask(hub, '192.0.2.7', 'operator')).status).toBe(200)
  // Another address does not help: it is the token that is counted.
  expect((await ask(hub, '192.0.2.8', 'viewer')).status).toBe(429)
  await hub.clock.advance(1000)
  expect(await letThrough(perSecond + 5, () => ask(hub, '192.0.2.7', 'viewer'))).toBe(perSecond)
})

test('a token that reads too much may still act', async () => {
  const hub = await fakeHub()
  await letThrough(budgets.programReads.burst + 1, () => ask(hub, '192.0.2.7', 'operator'))
  const act = { method: 'POST', body: '{"action":"open"}', headers: { 'content-type': 'application/json' } }
  expect((await ask(hub, '192.0.2.7', 'operator', '/api/gate/control/gate_in', act)).status).toBe(200)
})

test('wrong tokens are counted by address, and keep nobody with a right one out', async () => {
  const hub = await fakeHub()
  const wrong = (from: string) => ask(hub, from, undefined, '/api/status', { headers: { authorization: 'Bearer wrong' } })
  expect(await letThrough(budgets.stranger.burst + 10, () => wrong('192.0.2.7'))).toBe(budgets.stranger.burst)
  const refused = await wrong('192.0.2.7')
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([429, null])
  expect((await ask(hub, '192.0.2.7', 'viewer')).status).toBe(200)
  expect((await wrong('192.0.2.8')).status).toBe(401)
})

test.each(['/api/status', '/readyz', '/status', '/metrics', '/quality/vending-1', '/api/public/quality/vending-1'])(
  '%s is counted by address without a login',
  async path => {
    const hub = await fakeHub()
    expect(await letThrough(budgets.stranger.burst + 10, () => ask(hub, '192.0.2.7', undefined, path))).toBe(budgets.stranger.burst)
    expect((await ask(hub, '192.0.2.8', undefined, path)).status).not.toBe(429)
  },
)

test('signing in is the strictest, and one network of IPv6 is one address', async () => {
  const hub = await fakeHub()
  let host = 0
  const signIn = () =>
    ask(hub, `2001:db8:1:2:3:4:5:${(host += 1).toString(16)}`, undefined, '/api/auth/sign-in', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
  expect(await letThrough(budgets.entry.burst + 10, signIn)).toBe(budgets.entry.burst)
  expect((await ask(hub, '2001:db8:1:3::1', undefined, '/api/auth/sign-in', { method: 'POST' })).status).not.toBe(429)
})

test('a program on this computer is not limited, unless a proxy speaks for it', async () => {
  const hub = await fakeHub()
  const { burst } = budgets.programReads
  expect(await letThrough(burst + 500, () => ask(hub, '127.0.0.1', 'operator'))).toBe(burst + 500)
  const headers = { 'x-forwarded-for': '198.51.100.1' }
  expect(await letThrough(burst + 5, () => ask(hub, '127.0.0.1', 'operator', '/api/parking/capacity', { headers }))).toBe(burst)
})

test('many addresses do not fill the memory', () => {
  const buckets = tokenBuckets(new ManualClock(), 100)
  const budget = { burst: 1, perSecond: 1 }
  buckets.take('quiet', budget)
  for (let i = 0; i < 10_000; i++) {
    buckets.take(`address ${i}`, budget)
    if (i % 50 === 0) buckets.take('busy', budget)
  }
  expect(buckets.size()).toBe(100)
  expect(buckets.take('busy', budget)).toBe(1000)
  expect(buckets.take('quiet', budget)).toBe(0)
})
