import { expect, test } from 'vitest'
import { fakeHub } from './testing/fake-hub.ts'

const office = 'https://office.example'
const preflight = (origin: string) => ({
  as: undefined,
  headers: {
    origin,
    'sec-fetch-site': 'cross-site',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type,idempotency-key',
  },
})
const corsHeaders = (headers: Headers) => [...headers.keys()].filter(name => name.startsWith('access-control-'))
const open = { action: 'open', duration: 5 }

test('a page of a listed origin asks first, then acts with its token and may read the answer', async () => {
  const hub = await fakeHub({ cors: [office] })
  const asked = await hub.call('OPTIONS', '/api/gate/control/gate_in', preflight(office))
  expect(asked.status).toBe(204)
  expect(asked.headers.get('access-control-allow-origin')).toBe(office)
  expect(asked.headers.get('access-control-allow-methods')).toContain('POST')
  expect(asked.headers.get('access-control-allow-headers')).toBe('authorization,content-type,idempotency-key')
  const acted = await hub.call('POST', '/api/gate/control/gate_in', {
    json: open,
    headers: { origin: office, 'sec-fetch-site': 'cross-site' },
  })
  expect([acted.status, acted.headers.get('access-control-allow-origin')]).toEqual([200, office])
  const refused = await hub.call('GET', '/api/nowhere', { headers: { origin: office } })
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([404, office])
  for (const { headers } of [asked, acted, refused]) expect(headers.get('access-control-allow-credentials')).toBeNull()
})

test.each(['https://evil.example', 'https://office.example.evil.example', 'http://office.example', 'https://office.example:8443', 'null'])(
  'a page of %s gets no header and changes nothing, also with a token',
  async origin => {
    const hub = await fakeHub({ cors: [office] })
    const asked = await hub.call('OPTIONS', '/api/gate/control/gate_in', preflight(origin))
    expect(asked.status).toBe(401)
    expect(corsHeaders(asked.headers)).toEqual([])
    const acted = await hub.call('POST', '/api/gate/control/gate_in', { json: open, headers: { origin, 'sec-fetch-site': 'cross-site' } })
    expect([acted.status, corsHeaders(acted.headers)]).toEqual([403, []])
    expect(hub.fleet.sent).toEqual([])
    expect(acted.headers.get('vary')).toContain('Origin')
  },
)

test('without a list nobody is invited', async () => {
  const hub = await fakeHub()
  const { status, headers } = await hub.call('GET', '/api/status', { headers: { origin: office } })
  expect([status, corsHeaders(headers)]).toEqual([200, []])
})

test('a listed origin cannot ride on a cookie', async () => {
  const hub = await fakeHub({ cors: [office] })
  const { status } = await hub.call('POST', '/api/auth/sign-in', {
    as: undefined,
    json: { email: 'a@b.example', password: 'x' },
    headers: { origin: office, 'sec-fetch-site': 'same-site' },
  })
  expect(status).toBe(403)
})
